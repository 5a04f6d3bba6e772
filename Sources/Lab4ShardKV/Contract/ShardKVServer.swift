/// Makes a peer of a server's name in a configuration.
public typealias Connect = @Sendable (_ name: String) -> Peer

/// Lab 4B's contract: one server of one group of the sharded key/value service.
///
/// ```swift
/// public actor ShardKV: ShardKVServer {
///     public nonisolated let node: Node
///     public nonisolated let raft: Raft
///     public init(
///         node: Node, peers: [Peer], me: Int, maxRaftState: Int?, group: Int, masters: [Peer],
///         connect: @escaping Connect
///     ) { … }
///     public func run() async throws { … }
///     public func inspect() -> ShardKVState { … }
/// }
/// ```
public protocol ShardKVServer: RaftService {
    /// Creates a server, new or restarted; what it had saved is on `node.disk`.
    /// - Parameters:
    ///   - node: the machine it runs on.
    ///   - peers: all servers of the group, in the same order everywhere; `peers[me]` is this one.
    ///   - me: this server's place among the peers.
    ///   - maxRaftState: take a snapshot when Raft's state on the disk comes near so many bytes; nil to take none.
    ///   - group: the group's number, from 1 on.
    ///   - masters: the shard master's servers.
    ///   - connect: makes a peer of a server's name in a configuration.
    init(
        node: Node, peers: [Peer], me: Int, maxRaftState: Int?, group: Int, masters: [Peer],
        connect: @escaping Connect)

    /// A look inside. The graders take one whenever the server has sent something, so it must be cheap and tell the truth.
    func inspect() -> ShardKVState
}

/// What a server of a group has, as far as it has executed the log.
public struct ShardKVState: Sendable, Equatable {
    /// The configuration that the group is in.
    public var configuration: ShardConfig
    /// The shards that it serves: a command on one of their keys that were executed now would be done, and not refused.
    public var serves: [Int]
    /// How many entries all its duplicate tables have.
    public var duplicateTableEntries: Int
    /// How many requests of clients wait in it for an answer.
    public var waitingRequests: Int

    /// - Parameters:
    ///   - configuration: the configuration that the group is in.
    ///   - serves: the shards that it serves.
    ///   - duplicateTableEntries: how many entries all its duplicate tables have.
    ///   - waitingRequests: how many requests of clients wait in it for an answer.
    public init(configuration: ShardConfig, serves: [Int], duplicateTableEntries: Int, waitingRequests: Int) {
        self.configuration = configuration
        self.serves = serves
        self.duplicateTableEntries = duplicateTableEntries
        self.waitingRequests = waitingRequests
    }
}

/// Lab 4B's other half: a client's way to the service. It asks the shard master who has a key's shard, and then that group,
/// and tries again until it has an answer.
///
/// ```swift
/// public actor Clerk: ShardKVClerk {
///     public nonisolated let node: Node
///     public init(node: Node, masters: [Peer], connect: @escaping Connect) { … }
///     public func get(_ key: String) async throws -> String { … }
///     public func put(_ key: String, _ value: String) async throws { … }
///     public func append(_ key: String, _ value: String) async throws { … }
/// }
/// ```
public protocol ShardKVClerk: KeyValueOperations {
    /// Creates a clerk.
    /// - Parameters:
    ///   - node: the client's machine.
    ///   - masters: the shard master's servers, in any order.
    ///   - connect: makes a peer of a server's name in a configuration.
    init(node: Node, masters: [Peer], connect: @escaping Connect)
}
