import Lab2Raft
import Lab3KVRaft
import Lab4ShardMaster
import LabKit

/// A server of one group of the sharded key/value service. HANDOUT.md, chapter "Lab 4B", is the guide.
public actor ShardKV: ShardKVServer {
    /// The machine it runs on.
    public nonisolated let node: Node
    private let replica: Replica<ShardStore>
    private let master: Lab4ShardMaster.Clerk
    private let connect: Connect

    /// Creates a server, new or restarted.
    public init(
        node: Node, peers: [Peer], me: Int, maxRaftState: Int?, group: Int, masters: [Peer],
        connect: @escaping Connect
    ) {
        self.node = node
        self.connect = connect
        replica = Replica(ShardStore(group: group), node: node, peers: peers, me: me, maxRaftState: maxRaftState)
        master = Lab4ShardMaster.Clerk(node: node, servers: masters)
    }

    /// The Raft server inside.
    public nonisolated var raft: Raft { replica.raft }

    /// The server's life.
    public func run() async throws {
        node.serve(ShardKVRequest.self) { await self.replica.execute(.client($0.request)) }
        // 4B: besides answering clients, follow the configurations, and move shards.
        try await replica.run()
    }

    /// A look inside, for checks.
    public func inspect() -> ShardKVState {
        // 4B: the configuration that the group is in, the shards that it serves, and how much it remembers.
        ShardKVState(configuration: ShardConfig(), serves: [], duplicateTableEntries: 0, waitingRequests: 0)
    }
}
