import Lab3KVRaft
import Lab4ShardMaster
import LabKit

/// A client's way to the sharded key/value service. It remembers the latest configuration that it has seen, and asks the
/// shard master for a newer one when the group that should have a key's shard doesn't.
public actor Clerk: ShardKVClerk {
    /// How long to wait when there is no newer configuration: the shard may be on its way, or the group elects a leader.
    private static let pause = Duration.milliseconds(50)

    /// The client's machine.
    public nonisolated let node: Node
    private let master: Lab4ShardMaster.Clerk
    private let connect: Connect
    private let id: UInt64
    private var sequence = 0
    private var config = ShardConfig()
    /// The groups that were asked before, with who leads each.
    private var groups: [Int: ServerGroup] = [:]

    /// Creates a clerk.
    public init(node: Node, masters: [Peer], connect: @escaping Connect) {
        self.node = node
        self.connect = connect
        master = Lab4ShardMaster.Clerk(node: node, servers: masters)
        id = node.random.next()
    }

    /// The value of a key; empty if it was never written.
    public func get(_ key: String) async throws -> String {
        try await execute(.get(key: key))
    }

    /// Replaces a key's value.
    public func put(_ key: String, _ value: String) async throws {
        _ = try await execute(.put(key: key, value: value))
    }

    /// Adds to the end of a key's value.
    public func append(_ key: String, _ value: String) async throws {
        _ = try await execute(.append(key: key, value: value))
    }

    private func execute(_ command: KeyValueStore.Command) async throws -> String {
        sequence += 1
        // The same number whichever group is asked: a shard brings along what was executed on it.
        let request = ShardKVRequest(request: ClientRequest(client: id, sequence: sequence, command: command))
        while true {
            if case .value(let value) = await servers(of: command.key)?.ask(request) { return value }
            let latest = try await master.query(-1)
            if latest.number == config.number { try await node.clock.sleep(for: Self.pause) }
            groups = groups.filter { latest.groups[$0.key] == config.groups[$0.key] }
            config = latest
        }
    }

    /// The group that has a key's shard; nil if nobody has it.
    private func servers(of key: String) -> ServerGroup? {
        let group = config.shards[config.shard(of: key)]
        guard let names = config.groups[group] else { return nil }
        let servers = groups[group] ?? ServerGroup(names.map(connect))
        groups[group] = servers
        return servers
    }
}
