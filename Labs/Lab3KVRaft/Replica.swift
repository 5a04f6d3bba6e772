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
    private var machine: Machine

    /// Creates a replica, new or restarted.
    public init(_ machine: Machine, node: Node, peers: [Peer], me: Int, maxRaftState: Int?) {
        self.node = node
        self.maxRaftState = maxRaftState
        self.machine = machine
        // Raft hands over what it commits without waiting for us, and so can't wait for us while we wait for it.
        let (committed, inbox) = AsyncStream.makeStream(of: ApplyMessage.self)
        self.committed = committed
        raft = Raft(node: node, peers: peers, me: me, apply: { inbox.yield($0) })
    }

    /// The server's life.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.raft.run() }
            group.addTask { await self.runMachine() }
            try await group.waitForAll()
        }
    }

    /// Has a request executed, and answers it.
    public func handle(_ request: ClientRequest<Machine.Command>) async -> ClientReply<Machine.Response> {
        // 3A: hand it to raft.start, and wait until it was executed.
        .notLeader
    }

    private func runMachine() async {
        for await message in committed {
            // 3A: execute commands, once each, and answer whoever waits. 3B: snapshots, to take and to install.
            _ = message
        }
    }
}
