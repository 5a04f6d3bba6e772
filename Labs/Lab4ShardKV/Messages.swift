import Lab3KVRaft
import LabKit

/// "Do this for me": what a clerk sends a server of the group that has the key's shard.
struct ShardKVRequest: RPC {
    var request: ClientRequest<KeyValueStore.Command>

    typealias Reply = ServerReply<ShardStore.Response>
}

// 4B: what do two groups say to each other when a shard moves?
