import Lab2Raft
import Lab4ShardMaster
import LabKit

/// A server of one group of the sharded key/value service: this is where Lab 4B happens, with `ShardStore` and `Clerk`.
/// HANDOUT.md, chapter "Lab 4B", is the guide.
public actor ShardKV: ShardKVServer {
    /// The machine it runs on.
    public nonisolated let node: Node
    /// The Raft server inside.
    public nonisolated let raft: Raft
    private var store: ShardStore
    private let master: Lab4ShardMaster.Clerk
    private let connect: Connect

    /// Creates a server, new or restarted.
    public init(
        node: Node, peers: [Peer], me: Int, maxRaftState: Int?, group: Int, masters: [Peer],
        connect: @escaping Connect
    ) {
        self.node = node
        self.connect = connect
        store = ShardStore(group: group)
        master = Lab4ShardMaster.Clerk(node: node, servers: masters)
        // 4B: what is committed must be executed, as in Lab 3.
        raft = Raft(node: node, peers: peers, me: me, apply: { _ in })
    }

    /// The server's life.
    public func run() async throws {
        node.serve(ShardKVRequest.self) { await self.handle($0) }
        node.log("begin here (Lab 4B): nobody asks the shard master for configurations yet")
        // 4B: besides answering clients, follow the configurations, and move shards.
        try await raft.run()
    }

    private func handle(_ request: ShardKVRequest) async -> ShardKVRequest.Reply {
        // 4B
        .notLeader
    }

    /// A look inside, for checks.
    public func inspect() -> ShardKVState {
        // 4B: also the shards that it serves, the entries of the duplicate tables, and the requests that wait.
        ShardKVState(configuration: store.configuration, serves: [], duplicateTableEntries: 0, waitingRequests: 0)
    }
}
