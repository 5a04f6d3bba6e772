/// Which group of servers has which shard: one in the sequence of configurations that the shard master keeps.
///
/// ```swift
/// let config = ShardConfig(number: 1, shards: Array(repeating: 100, count: 10), groups: [100: ["S100.0", "S100.1"]])
/// let owner = config.shards[config.shard(of: "x")]
/// ```
public struct ShardConfig: Codable, Sendable, Equatable {
    /// How many shards the labs have.
    public static let shardCount = 10

    /// Stands for no group in `shards`. Real groups have larger numbers.
    public static let nobody = 0

    /// Its place in the sequence. Number 0 is the configuration without groups, before anybody joined.
    public var number: Int
    /// For each shard the group that has it, or `nobody`.
    public var shards: [Int]
    /// The groups, and the names of each one's servers; `connect` makes a peer of a name.
    public var groups: [Int: [String]]

    /// Creates a configuration.
    /// - Parameters:
    ///   - number: its place in the sequence.
    ///   - shards: for each shard the group that has it.
    ///   - groups: the groups, and the names of each one's servers.
    public init(number: Int, shards: [Int], groups: [Int: [String]]) {
        self.number = number
        self.shards = shards
        self.groups = groups
    }

    /// Creates the configuration before anybody joined.
    /// - Parameter shards: how many shards there are.
    public init(shards: Int = shardCount) {
        self.init(number: 0, shards: Array(repeating: Self.nobody, count: shards), groups: [:])
    }

    /// The shard that a key belongs to; for keys of one letter its code modulo the number of shards, as at MIT.
    public func shard(of key: String) -> Int {
        let hash = key.utf8.reduce(0 as UInt) { $0 &* 31 &+ UInt($1) }
        return Int(hash % UInt(shards.count))
    }
}
