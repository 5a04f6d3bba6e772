import Lab2Raft
import Lab3KVRaft
import LabKit

/// A server of the shard master: a replica of `ConfigurationHistory` that clerks can call. HANDOUT.md, chapter "Lab 4A", is
/// the guide.
public actor ShardMaster: ShardMasterServer {
    /// The machine it runs on.
    public nonisolated let node: Node
    private let replica: Replica<ExactlyOnce<ConfigurationHistory>>
    private let shards: Int

    /// Creates a server, new or restarted.
    public init(node: Node, peers: [Peer], me: Int, shards: Int) {
        self.node = node
        self.shards = shards
        replica = Replica(
            ExactlyOnce(ConfigurationHistory(shards: shards)), node: node, peers: peers, me: me, maxRaftState: nil)
    }

    /// The Raft server inside.
    public nonisolated var raft: Raft { replica.raft }

    /// The server's life.
    public func run() async throws {
        node.serve(ShardMasterRequest.self) { await self.replica.execute($0.request) }
        try await replica.run()
    }

    /// A look inside, for checks.
    public func inspect() -> ShardMasterState {
        // 4A: all configurations, the entries of the duplicate table, and the requests that wait.
        ShardMasterState(configurations: [ShardConfig(shards: shards)], duplicateTableEntries: 0, waitingRequests: 0)
    }

    /// Divides the shards among groups.
    public static func rebalanced(_ shards: [Int], among groups: [Int: [String]]) -> [Int] {
        shards.rebalanced(among: groups.keys.sorted())
    }
}
