import LabKit

/// The state machine of one group.
///
/// 4B: what must it remember besides the keys and values of its shards? Snapshots hold all of it.
struct ShardStore: Codable, Sendable {
    /// What stands in the log.
    enum Command: Codable, Sendable {
        case get(key: String)
        case put(key: String, value: String)
        case append(key: String, value: String)
        // 4B: configurations, and shards that come and go, change the state too, and so go through the log.
    }

    private let group: Int
    private(set) var configuration = ShardConfig()

    /// - Parameter group: the group's number.
    init(group: Int) {
        self.group = group
    }

    /// - Returns: the value that a get finds; nil if the key's shard is not served here.
    mutating func apply(_ command: Command) -> String? {
        // 4B
        nil
    }
}
