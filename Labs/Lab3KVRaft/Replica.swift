import Lab2Raft
import LabKit

/// One server of a replicated service: a Raft server, and the state machine that executes what Raft commits.
public actor Replica<Machine: StateMachine>: LabActor {
    /// The machine it runs on.
    public nonisolated let node: Node
    /// The Raft server.
    public nonisolated let raft: Raft
    private let committed: AsyncStream<ApplyMessage>
    private let maxRaftState: Int?

    /// The service, as far as this server has executed the log: another server may be further.
    public private(set) var machine: Machine
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
        self.machine = machine
        // Raft hands over what it commits without waiting for us, and so can't wait for us while we wait for it.
        let (committed, inbox) = AsyncStream.makeStream(of: ApplyMessage.self)
        self.committed = committed
        raft = Raft(node: node, peers: peers, me: me, apply: { inbox.yield($0) })
    }

    /// How many commands wait for an answer.
    public var waitingRequests: Int { waiting.count }

    /// The server's life: runs Raft, and executes what it commits.
    public func run() async throws {
        // 3A: who tells those that wait when leadership is lost?
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.raft.run() }
            group.addTask { await self.runMachine() }
            try await group.waitForAll()
        }
    }

    /// Has a command executed by all replicas.
    /// - Returns: its answer once this server has executed it. `notLeader` if it doesn't lead or has lost its leadership
    ///   meanwhile: then the command may be executed later, or never.
    public func execute(_ command: Machine.Command) async -> ServerReply<Machine.Response> {
        node.log("begin here (Lab 3A): execute() hands nothing to Raft yet")
        // 3A: hand it to raft.start, and wait until it was executed.
        return .notLeader
    }

    private func runMachine() async {
        for await message in committed {
            // 3A: execute commands, and answer whoever waits. 3B: snapshots, to take and to install.
            _ = message
        }
    }
}
