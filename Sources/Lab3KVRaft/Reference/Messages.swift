import LabKit

/// "Do this for me": what a clerk sends a server.
struct KeyValueRequest: RPC {
    var request: ClientRequest<KeyValueStore.Command>

    typealias Reply = ServerReply<String>
}
