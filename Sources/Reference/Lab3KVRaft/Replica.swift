import Lab2Raft
import LabKit

/// One server of a replicated service: a Raft server, and the state machine that executes what Raft commits.
///
/// What a client asks becomes an entry of the log. When it is committed, every replica executes it, and the one that was
/// asked answers. The state machine and the duplicate table change nowhere but in `execute`, in the log's order; and only
/// what changed there is ever told a client.
public actor Replica<Machine: StateMachine>: LabActor {
    /// What clients send it, and what stands in the log.
    public typealias Request = ClientRequest<Machine.Command>
    /// What clients hear.
    public typealias Reply = ClientReply<Machine.Response>

    /// All that a snapshot must hold. A snapshot without the table would execute again what was executed before it.
    private struct State: Codable {
        var machine: Machine
        var duplicates = DuplicateTable<Machine.Response>()
    }

    /// How often a server that has requests waiting looks whether it still leads.
    private static var leadershipCheck: Duration { .milliseconds(50) }

    /// The machine it runs on.
    public nonisolated let node: Node
    /// The Raft server.
    public nonisolated let raft: Raft
    private let committed: AsyncStream<ApplyMessage>
    private let maxRaftState: Int?

    private var state: State
    private var lastApplied = 0
    private var waiting = WaitingRequests<Machine.Response>()

    /// Creates a replica, new or restarted: what it had saved comes back from Raft, as a snapshot and as commands.
    /// - Parameters:
    ///   - machine: the service before the first command.
    ///   - node: the machine it runs on.
    ///   - peers: all servers of the group; `peers[me]` is this one.
    ///   - me: this server's place among the peers.
    ///   - maxRaftState: take a snapshot when Raft's state takes so many bytes; nil to take none.
    public init(_ machine: Machine, node: Node, peers: [Peer], me: Int, maxRaftState: Int?) {
        self.node = node
        self.maxRaftState = maxRaftState
        state = State(machine: machine)
        // Raft hands over what it commits without waiting for us, and so can't wait for us while we wait for it.
        let (committed, inbox) = AsyncStream.makeStream(of: ApplyMessage.self)
        self.committed = committed
        raft = Raft(node: node, peers: peers, me: me, apply: { inbox.yield($0) })
    }

    /// How many clients the duplicate table knows.
    public var duplicateTableEntries: Int { state.duplicates.count }
    /// How many requests wait for an answer.
    public var waitingRequests: Int { waiting.count }

    /// The server's life: runs Raft, executes what it commits, and tells clients when leadership is lost.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.raft.run() }
            group.addTask { await self.runMachine() }
            group.addTask { try await self.watchLeadership() }
            try await group.waitForAll()
        }
    }

    // MARK: - Requests

    /// Has a request executed, unless it was before, and answers it.
    public func handle(_ request: Request) async -> Reply {
        // A shortcut that keeps repeated requests out of the log. What decides is `execute`: the first copy may be in the
        // log and not executed yet.
        if case .done(let response) = status(of: request) { return .done(response) }
        guard let command = try? WireEncoder().encode(request) else { return .notLeader }
        let submission = await raft.start(command)
        guard submission.isLeader else { return .notLeader }
        // In a cluster of one it may have been executed while we waited for `start`.
        if submission.index <= lastApplied {
            if case .done(let response) = status(of: request) { return .done(response) }
            return .notLeader
        }
        let answers = waiting.add(
            client: request.client, sequence: request.sequence, index: submission.index, term: submission.term)
        for await response in answers { return .done(response) }
        return .notLeader
    }

    private func status(of request: Request) -> DuplicateTable<Machine.Response>.Status {
        state.duplicates.status(client: request.client, sequence: request.sequence)
    }

    // MARK: - Execution

    private func runMachine() async {
        for await message in committed {
            switch message {
            case .command(let index, _, let bytes):
                execute(bytes, at: index)
                await takeSnapshotIfDue()
            case .snapshot(let index, _, let bytes):
                install(bytes, upTo: index)
            }
        }
    }

    private func execute(_ bytes: [UInt8], at index: Int) {
        lastApplied = index
        guard let request = try? WireDecoder().decode(Request.self, from: bytes) else { return }
        let response: Machine.Response?
        switch status(of: request) {
        case .done(let earlier): response = earlier
        case .outdated: response = nil
        case .new:
            let result = state.machine.apply(request.command)
            if !Machine.isReadOnly(request.command) {
                state.duplicates.remember(result, client: request.client, sequence: request.sequence)
            }
            response = result
        }
        waiting.resolve(index: index, client: request.client, sequence: request.sequence, with: response)
    }

    // MARK: - Snapshots

    private func takeSnapshotIfDue() async {
        guard let maxRaftState, node.disk.raftState.count >= maxRaftState else { return }
        guard let bytes = try? WireEncoder().encode(state) else { return }
        await raft.snapshot(upTo: lastApplied, state: bytes)
    }

    private func install(_ bytes: [UInt8], upTo index: Int) {
        guard index > lastApplied, let restored = try? WireDecoder().decode(State.self, from: bytes) else { return }
        state = restored
        lastApplied = index
        // What was executed in between, we shall never know one by one.
        waiting.giveUp { waitingIndex, _ in waitingIndex <= index }
    }

    // MARK: - Leadership

    /// A leader that was deposed may never see anything executed at the index that it gave a request: whoever waits there
    /// must ask another server.
    private func watchLeadership() async throws {
        while true {
            try await node.clock.sleep(for: Self.leadershipCheck)
            guard waiting.count > 0 else { continue }
            let (term, isLeader) = await raft.status()
            waiting.giveUp { _, waitingTerm in !isLeader || waitingTerm != term }
        }
    }
}
