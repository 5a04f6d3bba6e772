/// Who decides what becomes of single messages, whatever the network's conditions are.
///
/// Its answers are part of the run: they must follow from the run alone. Where no network has one, nothing is asked and
/// nothing is drawn otherwise.
public protocol MessageInterceptor: AnyObject {
    /// A message leaves its sender; each copy of a request that is sent twice is a message of its own. Asked also of messages
    /// that the network is going to lose.
    /// - Parameter message: the message. Keep it if it is to be held, for nobody else knows it.
    /// - Returns: what becomes of it.
    func fate(of message: Message) -> MessageFate

    /// A message reaches whom it is for: a server, or a caller that still waits for the reply.
    func messageDidArrive(_ message: Message)
}

/// What becomes of a message.
public enum MessageFate: Sendable, Equatable {
    /// It goes its way, as the network's conditions will have it.
    case delivered
    /// It is lost.
    case lost
    /// It waits until somebody releases it or loses it.
    case held
    /// It takes so much longer.
    case delayed(Duration)
    /// It arrives, and then so many times more, each copy in a time of its own. Of a reply only the first is ever noticed: a
    /// caller that has an answer waits no longer.
    case repeated(Int)
}

/// A request or a reply on its way.
public final class Message: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// Whether it is a reply, and not a request.
    public let isReply: Bool
    private let delivery: Delivery

    init(_ delivery: Delivery, isReply: Bool) {
        self.delivery = delivery
        self.isReply = isReply
    }

    /// The number of the machine that sent it.
    public var sender: Int { isReply ? delivery.call.server : delivery.call.caller.number }
    /// The number of the machine that it is for.
    public var receiver: Int { isReply ? delivery.call.caller.number : delivery.call.server }
    /// The procedure that is called, or was.
    public var method: any Method.Type { delivery.call.method }
    /// The request's encoded arguments; of a reply those of the request that it answers.
    public var arguments: [UInt8] { delivery.call.arguments }
    /// A reply's bytes; nil for a request.
    public var reply: [UInt8]? { isReply ? delivery.reply : nil }

    /// Lets it go on if it is held: it arrives now. It may come too late: its server may be down, its caller may wait no longer.
    public func release() { delivery.letGo(isLost: false) }

    /// Loses it if it is held.
    public func lose() { delivery.letGo(isLost: true) }
}
