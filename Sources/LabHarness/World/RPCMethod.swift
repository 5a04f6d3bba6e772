import LabKit
import LabRPC
import Wire

/// Explains a lab's request type to the network, which knows only bytes.
enum RPCMethod<R: RPC>: Method {
    static var name: String { String(describing: R.self) }

    static func describe(arguments: [UInt8]) -> String { describe(R.self, arguments) }

    static func describe(reply: [UInt8]) -> String { describe(R.Reply.self, reply) }

    private static func describe<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> String {
        guard let value = try? WireDecoder().decode(type, from: bytes) else { return "\(type) (unreadable)" }
        return brief(value)
    }
}
