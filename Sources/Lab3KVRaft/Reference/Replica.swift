import Lab2Raft
import LabKit

/// One server of a replicated service: a Raft server, and the state machine that executes what Raft commits.
///
/// What is asked of it becomes an entry of the log. When it is committed, every replica executes it, and the one that was
/// asked answers. The state machine changes nowhere but in `apply`, in the log's order; and only what changed there is ever
/// told anybody.
public actor Replica<Machine: StateMachine>: LabActor {
    /// How often a server in which commands wait looks whether it still leads.
    private static var leadershipCheck: Duration { .milliseconds(100) }

    /// The machine it runs on.
    public nonisolated let node: Node
    /// The Raft server.
    public nonisolated let raft: Raft
    private let committed: AsyncStream<ApplyMessage>
    private let maxRaftState: Int?

    /// The service, as far as this server has executed the log: another server may be further.
    public private(set) var machine: Machine
    private var lastApplied = 0
    private var waiting = WaitingRequests<Machine.Response>()
    /// Tells the watch that somebody waits. Several signals before it wakes are one.
    private let watch = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

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
        self.machine = machine
        // Raft hands over what it commits without waiting for us, and so can't wait for us while we wait for it.
        let (committed, inbox) = AsyncStream.makeStream(of: ApplyMessage.self)
        self.committed = committed
        raft = Raft(node: node, peers: peers, me: me, apply: { inbox.yield($0) })
    }

    /// How many commands wait for an answer.
    public var waitingRequests: Int { waiting.count }

    /// The server's life: runs Raft, executes what it commits, and tells who waits when leadership is lost.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.raft.run() }
            group.addTask { await self.runMachine() }
            group.addTask { try await self.watchLeadership() }
            try await group.waitForAll()
        }
    }

    // MARK: - Commands

    /// Has a command executed by all replicas.
    /// - Returns: its answer once this server has executed it. `notLeader` if it doesn't lead or has lost its leadership
    ///   meanwhile: then the command may be executed later, or never.
    public func execute(_ command: Machine.Command) async -> ServerReply<Machine.Response> {
        // A shortcut that keeps repeated commands out of the log. What decides is `apply`: the first copy may be in the
        // log and not executed yet.
        if let response = machine.earlierResponse(to: command) { return .done(response) }
        guard let bytes = try? WireEncoder().encode(command) else { return .notLeader }
        let submission = await raft.start(bytes)
        guard submission.isLeader else { return .notLeader }
        // In a cluster of one it may have been executed while we waited for `start`.
        if submission.index <= lastApplied {
            return machine.earlierResponse(to: command).map { .done($0) } ?? .notLeader
        }
        let answers = waiting.add(index: submission.index, term: submission.term)
        watch.continuation.yield()
        for await response in answers { return .done(response) }
        return .notLeader
    }

    private func runMachine() async {
        for await message in committed {
            switch message {
            case .command(let index, let term, let bytes):
                apply(bytes, index: index, term: term)
                await takeSnapshotIfDue()
            case .snapshot(let index, _, let bytes):
                install(bytes, upTo: index)
            }
        }
    }

    private func apply(_ bytes: [UInt8], index: Int, term: Int) {
        lastApplied = index
        guard let command = try? WireDecoder().decode(Machine.Command.self, from: bytes) else { return }
        waiting.resolve(index: index, term: term, with: machine.apply(command))
    }

    // MARK: - Snapshots

    private func takeSnapshotIfDue() async {
        guard let maxRaftState, node.disk.raftState.count >= maxRaftState else { return }
        guard let bytes = try? WireEncoder().encode(machine) else { return }
        await raft.snapshot(upTo: lastApplied, state: bytes)
    }

    private func install(_ bytes: [UInt8], upTo index: Int) {
        guard index > lastApplied, let restored = try? WireDecoder().decode(Machine.self, from: bytes) else { return }
        machine = restored
        lastApplied = index
        // What was executed in between, we shall never know one by one.
        waiting.giveUp { waitingIndex, _ in waitingIndex <= index }
    }

    // MARK: - Leadership

    /// A leader that was deposed may never see anything executed at the index that it gave a command: whoever waits there
    /// must ask another server. While nobody waits there is nothing to watch.
    private func watchLeadership() async throws {
        for await _ in watch.stream {
            while waiting.count > 0 {
                try await node.clock.sleep(for: Self.leadershipCheck)
                let (term, isLeader) = await raft.status()
                waiting.giveUp { _, waitingTerm in !isLeader || waitingTerm != term }
            }
        }
    }
}
