import Lab3KVRaft
import LabKit

/// "Do this for me": what a clerk sends a server of the shard master.
struct ShardMasterRequest: RPC {
    var request: ClientRequest<ConfigurationHistory.Command>

    typealias Reply = ServerReply<ShardConfig>
}
