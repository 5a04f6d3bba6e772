/// A sequential object: what it answers when it is asked one thing at a time. A history of clients that ask at the same
/// time is linearizable if it could have come from it.
///
/// Only `initialState` and `step` decide; the rest are hints that make the search faster, and words.
public protocol Model: Sendable {
    /// All that the object remembers.
    associatedtype State: Hashable & Sendable
    /// What it is asked.
    associatedtype Input: Hashable & Sendable
    /// What it answers.
    associatedtype Output: Hashable & Sendable

    /// What it remembers at first.
    var initialState: State { get }

    /// One operation.
    /// - Parameters:
    ///   - state: before it.
    ///   - input: what is asked.
    ///   - output: what was heard; nil if nothing was, so that any answer will do.
    /// - Returns: the state after it; nil if the object would have answered otherwise.
    func step(_ state: State, _ input: Input, _ output: Output?) -> State?

    /// Operations of different partitions don't touch each other, so each can be checked by itself. By default all are
    /// in one.
    func partition(of input: Input) -> String

    /// Whether the operation, answered so, leaves every state as it is. By default it isn't known to.
    func isReadOnly(_ input: Input, _ output: Output?) -> Bool

    /// What the operation, answered so, does to a text that is empty at first, if the object is no more than one in each
    /// partition: `step` must agree. Nil, as by default, if it does anything else.
    func textOperation(_ input: Input, _ output: Output?) -> TextOperation?

    /// An operation for people, for example `get("x") → "ab"`.
    func describe(_ input: Input, _ output: Output?) -> String

    /// What the object remembers while it would have answered otherwise, for people, for example `the value is 3`. Long
    /// states should be cut to what differs.
    /// - Parameters:
    ///   - state: what it remembers.
    ///   - input: what is asked.
    ///   - output: what was heard, and is wrong in this state.
    func objection(in state: State, to input: Input, _ output: Output?) -> String

    /// A state for people.
    func describe(state: State) -> String
}

extension Model {
    /// All operations are in one partition.
    public func partition(of input: Input) -> String { "" }

    /// Nothing is known to be read-only.
    public func isReadOnly(_ input: Input, _ output: Output?) -> Bool { false }

    /// Nothing is known to be an operation on a text.
    public func textOperation(_ input: Input, _ output: Output?) -> TextOperation? { nil }

    /// The values as Swift prints them.
    public func describe(_ input: Input, _ output: Output?) -> String {
        "\(input) → \(output.map { "\($0)" } ?? "?")"
    }

    /// The state, and nothing else.
    public func objection(in state: State, to input: Input, _ output: Output?) -> String {
        "the state is \(shortened(describe(state: state)))"
    }

    /// The value as Swift prints it.
    public func describe(state: State) -> String { "\(state)" }
}
