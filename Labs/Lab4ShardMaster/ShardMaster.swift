import Lab2Raft
import LabKit

/// A server of the shard master: this is where Lab 4A happens, with `ConfigurationHistory` and `Clerk`. HANDOUT.md, chapter
/// "Lab 4A", is the guide.
///
/// What you wrote for Lab 3 needn't be written again: make public there what you need here, and `import Lab3KVRaft`.
public actor ShardMaster: ShardMasterServer {
    /// The machine it runs on.
    public nonisolated let node: Node
    /// The Raft server inside.
    public nonisolated let raft: Raft
    private var history: ConfigurationHistory

    /// Creates a server, new or restarted.
    public init(node: Node, peers: [Peer], me: Int, shards: Int) {
        self.node = node
        history = ConfigurationHistory(shards: shards)
        // 4A: what is committed must be executed, as in Lab 3.
        raft = Raft(node: node, peers: peers, me: me, apply: { _ in })
    }

    /// The server's life.
    public func run() async throws {
        node.serve(ShardMasterRequest.self) { await self.handle($0) }
        try await raft.run()
    }

    private func handle(_ request: ShardMasterRequest) async -> ShardMasterRequest.Reply {
        node.log("begin here (Lab 4A): handle() executes nothing yet")
        return ShardMasterRequest.Reply(config: nil)
    }

    /// A look inside, for checks.
    public func inspect() -> ShardMasterState {
        // 4A: also the entries of the duplicate table, and the requests that wait.
        ShardMasterState(configurations: history.configurations, duplicateTableEntries: 0, waitingRequests: 0)
    }

    /// Divides the shards among groups.
    public static func rebalanced(_ shards: [Int], among groups: [Int: [String]]) -> [Int] {
        shards.rebalanced(among: groups.keys.sorted())
    }
}
