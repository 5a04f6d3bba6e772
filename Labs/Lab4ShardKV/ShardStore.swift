import Lab3KVRaft
import LabKit

/// One shard: Lab 3's store with the table of what was executed on it. Both move together.
typealias Shard = ExactlyOnce<KeyValueStore>

/// The state machine of one group.
///
/// 4B: what must it remember besides the shards that it has? All of it is in a snapshot.
struct ShardStore: StateMachine {
    enum Command: Codable, Sendable {
        /// What a client asks.
        case client(ClientRequest<KeyValueStore.Command>)
        // 4B: configurations, and shards that come and go, change the state too, and so go through the log.
    }

    enum Response: Codable, Sendable {
        /// What a get found; empty for a put or an append.
        case value(String)
        /// The key's shard is not served here, or not yet.
        case wrongGroup
    }

    private let group: Int
    private(set) var configuration = ShardConfig()

    /// - Parameter group: the group's number.
    init(group: Int) {
        self.group = group
    }

    mutating func apply(_ command: Command) -> Response? {
        // 4B
        .wrongGroup
    }
}
