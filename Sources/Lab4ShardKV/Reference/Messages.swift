import Lab3KVRaft
import LabKit

/// "Do this for me": what a clerk sends a server of the group that has the key's shard.
struct ShardKVRequest: RPC {
    var request: ClientRequest<KeyValueStore.Command>

    typealias Reply = ServerReply<ShardStore.Response>
}

/// "This shard is yours": what the group that had it sends the one that it belongs to from a configuration on.
struct HandOver: RPC {
    var shard: Int
    var configuration: Int
    var contents: Shard

    typealias Reply = ServerReply<ShardStore.Response>
}
