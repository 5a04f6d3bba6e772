import Lab2Raft
import LabKit

/// A server of the key/value store: this is where Lab 3 happens, with `Replica` and `Clerk`. HANDOUT.md, chapter "Lab 3A",
/// is the guide.
public actor KVServer: KeyValueServer {
    /// The machine it runs on.
    public nonisolated let node: Node
    private let replica: Replica<KeyValueStore>

    /// Creates a server, new or restarted.
    public init(node: Node, peers: [Peer], me: Int, maxRaftState: Int?) {
        self.node = node
        replica = Replica(KeyValueStore(), node: node, peers: peers, me: me, maxRaftState: maxRaftState)
    }

    /// The Raft server inside.
    public nonisolated var raft: Raft { replica.raft }

    /// The server's life.
    public func run() async throws {
        node.serve(KeyValueRequest.self) { await self.replica.handle($0.request) }
        try await replica.run()
    }

    /// How much the server remembers, for checks.
    public func inspect() -> KeyValueServerState {
        // 3A: the entries of the duplicate table, and the requests that wait.
        KeyValueServerState(duplicateTableEntries: 0, waitingRequests: 0)
    }
}
