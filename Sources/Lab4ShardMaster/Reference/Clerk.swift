import Lab3KVRaft
import LabKit

/// An administrator's way to the shard master. It works as Lab 3's clerk does: the same number for the same command, however
/// often it must be asked.
public actor Clerk: ShardMasterClerk {
    /// How long to wait for one server that is asked for a configuration.
    private static let patience = Duration.milliseconds(200)
    /// How long to wait when no server was the leader.
    private static let pause = Duration.milliseconds(30)

    /// The machine it runs on.
    public nonisolated let node: Node
    private let peers: [Peer]
    private let servers: ServerGroup
    /// Which server was asked last for a configuration that may not be there.
    private var lastAsked = 0
    private let id: UInt64
    private var sequence = 0

    /// Creates a clerk.
    public init(node: Node, servers: [Peer]) {
        self.node = node
        peers = servers
        self.servers = ServerGroup(servers)
        id = node.random.next()
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

    /// The configuration of this number, if a server has it. Each time another one is asked, since one may be behind, or dead.
    /// - Returns: nil if it isn't there, or not yet known to that server, or nobody answered.
    public func configuration(_ number: Int) async -> ShardConfig? {
        lastAsked = (lastAsked + 1) % peers.count
        return await peers[lastAsked].call(ConfigurationRequest(number: number), timeout: Self.patience)?.config
    }

    private func execute(_ command: ConfigurationHistory.Command) async throws -> ShardConfig {
        sequence += 1
        let request = ShardMasterRequest(request: ClientRequest(client: id, sequence: sequence, command: command))
        while true {
            if let config = await servers.ask(request) { return config }
            try await node.clock.sleep(for: Self.pause)
        }
    }
}
