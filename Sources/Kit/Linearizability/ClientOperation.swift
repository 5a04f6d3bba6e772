/// What one client asked for, what it heard, and when.
///
/// ```swift
/// ClientOperation(client: 3, input: .append(key: "x", value: "a"), output: .done, call: 10, end: 25)
/// ```
public struct ClientOperation<Input: Sendable, Output: Sendable>: Sendable {
    /// Who asked. A client asks one thing after the other.
    public var client: Int
    /// What it asked for.
    public var input: Input
    /// What it heard; nil if it never heard anything, so that the operation may have taken effect at any time since the
    /// call, or not at all.
    public var output: Output?
    /// When it asked, on a clock that all clients share.
    public var call: Int
    /// When it heard; nil if it never did.
    public var end: Int?

    /// - Parameters:
    ///   - client: who asked.
    ///   - input: what it asked for.
    ///   - output: what it heard; nil if nothing.
    ///   - call: when it asked.
    ///   - end: when it heard; nil if it never did.
    public init(client: Int, input: Input, output: Output?, call: Int, end: Int?) {
        self.client = client
        self.input = input
        self.output = output
        self.call = call
        self.end = end
    }
}

/// What is wrong with a history, so that nothing can be said about it.
public struct MalformedHistory: Error, Equatable, CustomStringConvertible {
    /// The operation's place in the history.
    public let place: Int
    /// One sentence: which operation, and what is wrong with it.
    public let description: String
}
