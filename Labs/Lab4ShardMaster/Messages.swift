import LabKit

/// "Do this for me": what a clerk sends a server of the shard master.
struct ShardMasterRequest: RPC {
    // 4A: what else must a server know, to execute it once?
    var command: ConfigurationHistory.Command

    struct Reply: Codable, Sendable {
        /// nil: ask another server.
        var config: ShardConfig?
    }
}
