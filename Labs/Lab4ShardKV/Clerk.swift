import Lab4ShardMaster
import LabKit

/// A client's way to the sharded key/value service.
public actor Clerk: ShardKVClerk {
    /// The client's machine.
    public nonisolated let node: Node
    private let master: Lab4ShardMaster.Clerk
    private let connect: Connect

    /// Creates a clerk.
    public init(node: Node, masters: [Peer], connect: @escaping Connect) {
        self.node = node
        self.connect = connect
        master = Lab4ShardMaster.Clerk(node: node, servers: masters)
    }

    /// The value of a key; empty if it was never written.
    public func get(_ key: String) async throws -> String {
        try await execute(.get(key: key), on: key)
    }

    /// Replaces a key's value.
    public func put(_ key: String, _ value: String) async throws {
        _ = try await execute(.put(key: key, value: value), on: key)
    }

    /// Adds to the end of a key's value.
    public func append(_ key: String, _ value: String) async throws {
        _ = try await execute(.append(key: key, value: value), on: key)
    }

    private func execute(_ command: ShardStore.Command, on key: String) async throws -> String {
        // 4B: ask the group that has the key's shard; and if it refuses, ask the shard master again.
        let config = try await master.query(-1)
        let servers = (config.groups[config.shards[config.shard(of: key)]] ?? []).map(connect)
        if case .done(let value) = await servers.first?.call(ShardKVRequest(command: command)) { return value }
        try await node.clock.sleep(for: .milliseconds(100))
        return ""
    }
}
