import Lab3KVRaft
import LabKit

/// "Do this for me": what a clerk sends a server of the shard master.
struct ShardMasterRequest: RPC {
    var request: ClientRequest<ConfigurationHistory.Command>

    typealias Reply = ServerReply<ShardConfig>
}

/// "Have you got this configuration?": what a group asks any server of the shard master, again and again.
///
/// It doesn't go through the log. No configuration ever changes, so whoever has it may tell it; and who hasn't may be behind
/// the others, but then the group asks again.
struct ConfigurationRequest: RPC {
    var number: Int

    struct Reply: Codable, Sendable {
        var config: ShardConfig?
    }
}
