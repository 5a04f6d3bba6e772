import LabRPC

/// What is done with the messages that a test has picked, until `end()`.
public final class MessageRule: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    let match: MessageMatch
    private let fate: MessageFate?
    private(set) var isOver = false
    private var held: [Message] = []

    /// How many messages it has met.
    public private(set) var count = 0
    /// How many of them it holds now.
    public var heldCount: Int { held.count }

    /// - Parameters:
    ///   - match: which messages it is about.
    ///   - fate: what becomes of them; nil if it only counts.
    init(_ match: MessageMatch, _ fate: MessageFate?) {
        self.match = match
        self.fate = fate
    }

    /// A message is one of these.
    /// - Parameter fate: what becomes of it, if a newer rule has decided that; else this one does.
    func meets(_ message: Message, fate: inout MessageFate?) {
        count += 1
        guard fate == nil, let own = self.fate else { return }
        fate = own
        if own == .held { held.append(message) }
    }

    /// Lets held messages arrive now, in the order in which they were sent.
    /// - Parameter most: how many; all by default.
    public func release(_ most: Int = .max) {
        take(most) { $0.release() }
    }

    /// Loses held messages, in the order in which they were sent.
    /// - Parameter most: how many; all by default.
    public func lose(_ most: Int = .max) {
        take(most) { $0.lose() }
    }

    /// Lets further messages go their way, and releases those that are held.
    public func end() {
        isOver = true
        release()
    }

    private func take(_ most: Int, _ body: (Message) -> Void) {
        let taken = held.prefix(max(0, most))
        held.removeFirst(taken.count)
        for message in taken { body(message) }
    }
}
