import LabKit

/// "Do this for me": what a clerk sends a server of the group that has the key's shard.
struct ShardKVRequest: RPC {
    // 4B: what else must a server know, to execute it once, whichever group that is?
    var command: ShardStore.Command

    enum Reply: Codable, Sendable {
        case done(String)
        /// The group doesn't serve the key's shard, or not yet.
        case wrongGroup
        /// Ask another server of the group.
        case notLeader
    }
}

// 4B: what do two groups say to each other when a shard moves?
