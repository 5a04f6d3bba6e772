import LabKit

/// The state machine of the shard master: all configurations there ever were.
struct ConfigurationHistory: Codable, Sendable {
    /// What an administrator asks.
    enum Command: Codable, Sendable {
        case join(groups: [Int: [String]])
        case leave(groups: [Int])
        case move(shard: Int, group: Int)
        /// The configuration of this number; the latest if there is none.
        case query(number: Int)
    }

    private(set) var configurations: [ShardConfig]

    /// - Parameter shards: how many shards there are.
    init(shards: Int) {
        configurations = [ShardConfig(shards: shards)]
    }

    /// - Returns: the configuration that was asked for, or for other commands the one they led to.
    mutating func apply(_ command: Command) -> ShardConfig {
        // 4A
        configurations[0]
    }
}
