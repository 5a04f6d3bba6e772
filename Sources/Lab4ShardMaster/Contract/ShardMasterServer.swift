/// Lab 4A's contract: one server of the shard master, a replicated service that keeps the sequence of configurations.
///
/// ```swift
/// public actor ShardMaster: ShardMasterServer {
///     public nonisolated let node: Node
///     public nonisolated let raft: Raft
///     public init(node: Node, peers: [Peer], me: Int, shards: Int) { … }
///     public func run() async throws { … }
///     public func inspect() -> ShardMasterState { … }
///     public static func rebalanced(_ shards: [Int], among groups: [Int: [String]]) -> [Int] { … }
/// }
/// ```
public protocol ShardMasterServer: RaftService {
    /// Creates a server, new or restarted; what it had saved is on `node.disk`.
    /// - Parameters:
    ///   - node: the machine it runs on.
    ///   - peers: all servers of the shard master, in the same order everywhere; `peers[me]` is this one.
    ///   - me: this server's place among the peers.
    ///   - shards: how many shards there are.
    init(node: Node, peers: [Peer], me: Int, shards: Int)

    /// A look inside, for checks.
    func inspect() -> ShardMasterState

    /// Divides the shards among groups: as evenly as possible, moving as few as possible. Every replica must come to the
    /// same result, so it may not depend on the order in which a dictionary happens to list its keys.
    /// - Parameters:
    ///   - shards: for each shard who has it now: one of the groups, one that has left, or `ShardConfig.nobody`.
    ///   - groups: the groups there are now, and the names of each one's servers.
    /// - Returns: for each shard who shall have it; `ShardConfig.nobody` for all if there are no groups.
    static func rebalanced(_ shards: [Int], among groups: [Int: [String]]) -> [Int]
}

/// What a server of the shard master has, as far as it has executed the log.
public struct ShardMasterState: Sendable, Equatable {
    /// All configurations, from number 0 on.
    public var configurations: [ShardConfig]
    /// How many entries its duplicate table has.
    public var duplicateTableEntries: Int
    /// How many requests wait in it for an answer.
    public var waitingRequests: Int

    /// - Parameters:
    ///   - configurations: all configurations, from number 0 on.
    ///   - duplicateTableEntries: how many entries its duplicate table has.
    ///   - waitingRequests: how many requests wait in it for an answer.
    public init(configurations: [ShardConfig], duplicateTableEntries: Int, waitingRequests: Int) {
        self.configurations = configurations
        self.duplicateTableEntries = duplicateTableEntries
        self.waitingRequests = waitingRequests
    }
}

/// Lab 4A's other half: an administrator's way to the shard master. Each call is answered when it took effect, once; a
/// clerk does one thing after the other, and tries again until it has an answer.
///
/// ```swift
/// public actor Clerk: ShardMasterClerk {
///     public nonisolated let node: Node
///     public init(node: Node, servers: [Peer]) { … }
///     public func join(_ groups: [Int: [String]]) async throws { … }
///     public func leave(_ groups: [Int]) async throws { … }
///     public func move(shard: Int, to group: Int) async throws { … }
///     public func query(_ number: Int) async throws -> ShardConfig { … }
/// }
/// ```
public protocol ShardMasterClerk: NodeActor {
    /// Creates a clerk.
    /// - Parameters:
    ///   - node: the machine it runs on.
    ///   - servers: the shard master's servers, in any order.
    init(node: Node, servers: [Peer])

    /// Adds groups, and divides the shards anew.
    /// - Parameter groups: the new groups, and the names of each one's servers.
    /// - Throws: `CancellationError` when the machine crashes; it may have taken effect or not.
    func join(_ groups: [Int: [String]]) async throws

    /// Removes groups, and divides their shards among the others.
    /// - Parameter groups: the groups that leave.
    /// - Throws: `CancellationError` when the machine crashes; it may have taken effect or not.
    func leave(_ groups: [Int]) async throws

    /// Gives one shard to a group, whatever that does to the balance; the next join or leave divides anew.
    /// - Parameters:
    ///   - shard: the shard.
    ///   - group: who shall have it.
    /// - Throws: `CancellationError` when the machine crashes; it may have taken effect or not.
    func move(shard: Int, to group: Int) async throws

    /// The configuration of this number.
    /// - Parameter number: its number; -1, or one that is too large, for the latest.
    /// - Throws: `CancellationError` when the machine crashes.
    func query(_ number: Int) async throws -> ShardConfig
}
