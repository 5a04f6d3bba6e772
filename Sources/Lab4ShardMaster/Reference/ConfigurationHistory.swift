import Lab3KVRaft
import LabKit

/// The state machine of the shard master: all configurations there ever were. A new one is added at the end, and none is
/// ever changed.
struct ConfigurationHistory: StateMachine {
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

    private var latest: ShardConfig { configurations[configurations.count - 1] }

    /// - Returns: the configuration that was asked for, or for other commands the one they led to.
    mutating func apply(_ command: Command) -> ShardConfig? {
        switch command {
        case .join(let groups):
            add(groups: latest.groups.merging(groups) { $1 })
        case .leave(let groups):
            add(groups: latest.groups.filter { !groups.contains($0.key) })
        case .move(let shard, let group):
            guard latest.shards.indices.contains(shard), latest.groups[group] != nil else { break }
            var shards = latest.shards
            shards[shard] = group
            add(shards: shards, groups: latest.groups)
        case .query(let number):
            return configurations.indices.contains(number) ? configurations[number] : latest
        }
        return latest
    }

    /// Adds a configuration with these groups, in which the shards are divided anew.
    private mutating func add(groups: [Int: [String]]) {
        add(shards: latest.shards.rebalanced(among: groups.keys.sorted()), groups: groups)
    }

    private mutating func add(shards: [Int], groups: [Int: [String]]) {
        configurations.append(ShardConfig(number: latest.number + 1, shards: shards, groups: groups))
    }

    static func isReadOnly(_ command: Command) -> Bool {
        if case .query = command { true } else { false }
    }
}
