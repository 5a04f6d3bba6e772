import LabKit
import LabRPC
import Wire

/// Explains a lab's request type to the network, which knows only bytes.
enum RPCMethod<R: RPC>: LabelledMethod {
    package static var name: String { String(describing: R.self) }

    package static func describe(arguments: [UInt8]) -> String { describe(R.self, arguments) }

    package static func describe(reply: [UInt8]) -> String { describe(R.Reply.self, reply) }

    package static func terms(in arguments: [UInt8]) -> [Int] {
        guard let request = try? WireDecoder().decode(R.self, from: arguments) else { return [] }
        return Mirror(reflecting: request).children.compactMap { child in
            isTerm(child.label ?? "") ? child.value as? Int : nil
        }
    }

    /// The sender's term, and not that of an entry.
    private static func isTerm(_ label: String) -> Bool {
        let words = label.lowercased()
        return words.contains("term") && !["log", "prev", "last", "entr", "include"].contains { words.contains($0) }
    }

    private static func describe<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> String {
        guard let value = try? WireDecoder().decode(type, from: bytes) else { return "\(type) (unreadable)" }
        return brief(value)
    }
}

/// A procedure whose arguments have names.
package protocol LabelledMethod: Method {
    /// The numbers among the arguments that are called a term of the sender.
    static func terms(in arguments: [UInt8]) -> [Int]
}
