import Lab2Raft
import Lab3KVRaft
import LabKit

/// A server of the shard master: a replica of `ConfigurationHistory` that clerks can call.
public actor ShardMaster: ShardMasterServer {
    /// The machine it runs on.
    public nonisolated let node: Node
    private let replica: Replica<ExactlyOnce<ConfigurationHistory>>

    /// Creates a server, new or restarted: what it had saved is on its node's disk.
    public init(node: Node, peers: [Peer], me: Int, shards: Int) {
        self.node = node
        // Configurations change seldom, so the log stays short without snapshots.
        replica = Replica(
            ExactlyOnce(ConfigurationHistory(shards: shards)), node: node, peers: peers, me: me, maxRaftState: nil)
    }

    /// The Raft server inside.
    public nonisolated var raft: Raft { replica.raft }

    /// The server's life: answers clerks until the machine crashes.
    public func run() async throws {
        node.serve(ShardMasterRequest.self) { await self.replica.execute($0.request) }
        node.serve(ConfigurationRequest.self) { await self.answer($0) }
        try await replica.run()
    }

    private func answer(_ request: ConfigurationRequest) async -> ConfigurationRequest.Reply {
        let configurations = await replica.machine.machine.configurations
        let isHere = configurations.indices.contains(request.number)
        return ConfigurationRequest.Reply(config: isHere ? configurations[request.number] : nil)
    }

    /// A look inside, for checks.
    public func inspect() -> ShardMasterState {
        // The replica lives on the same node, so nothing of it runs while this does.
        replica.assumeIsolated {
            ShardMasterState(
                configurations: $0.machine.machine.configurations,
                duplicateTableEntries: $0.machine.duplicateTableEntries, waitingRequests: $0.waitingRequests)
        }
    }

    /// Divides the shards among groups, as evenly as possible, moving as few as possible.
    public static func rebalanced(_ shards: [Int], among groups: [Int: [String]]) -> [Int] {
        shards.rebalanced(among: groups.keys.sorted())
    }
}
