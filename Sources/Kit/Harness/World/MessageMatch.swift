import LabKit
import LabRPC
import Wire

/// Which messages a rule is about.
public struct MessageMatch: Sendable {
    let isMet: @Sendable (Message) -> Bool

    func isMet(by message: Message) -> Bool { isMet(message) }

    /// Requests of one type.
    /// - Parameters:
    ///   - type: the request.
    ///   - senders: the numbers of the machines that send it; nil for all.
    ///   - receivers: the numbers of the machines that it is for; nil for all.
    ///   - condition: looks at the decoded request; by default all will do.
    public static func requests<R: RPC>(
        _ type: R.Type, from senders: Set<Int>? = nil, to receivers: Set<Int>? = nil,
        where condition: @escaping @Sendable (R) -> Bool = { _ in true }
    ) -> MessageMatch {
        MessageMatch { message in
            guard !message.isReply, message.isBetween(senders, receivers) else { return false }
            return message.request(type).map(condition) ?? false
        }
    }

    /// Replies to requests of one type.
    /// - Parameters:
    ///   - type: the request.
    ///   - senders: the numbers of the machines that answer; nil for all.
    ///   - receivers: the numbers of the machines that asked; nil for all.
    ///   - condition: looks at the decoded request and its reply; by default all will do.
    public static func replies<R: RPC>(
        to type: R.Type, from senders: Set<Int>? = nil, to receivers: Set<Int>? = nil,
        where condition: @escaping @Sendable (R, R.Reply) -> Bool = { _, _ in true }
    ) -> MessageMatch {
        MessageMatch { message in
            guard message.isReply, message.isBetween(senders, receivers), let request = message.request(type),
                let reply = message.reply(to: type)
            else { return false }
            return condition(request, reply)
        }
    }
}

extension Message {
    /// The request, decoded; nil if it is of another type, or unreadable. Of a reply it is the one that is answered.
    package func request<R: RPC>(_ type: R.Type) -> R? {
        guard method == RPCMethod<R>.self else { return nil }
        return try? WireDecoder().decode(type, from: arguments)
    }

    /// The reply, decoded; nil if it is a request, of another type, or unreadable.
    package func reply<R: RPC>(to type: R.Type) -> R.Reply? {
        guard method == RPCMethod<R>.self, let reply else { return nil }
        return try? WireDecoder().decode(R.Reply.self, from: reply)
    }

    fileprivate func isBetween(_ senders: Set<Int>?, _ receivers: Set<Int>?) -> Bool {
        (senders?.contains(sender) ?? true) && (receivers?.contains(receiver) ?? true)
    }
}
