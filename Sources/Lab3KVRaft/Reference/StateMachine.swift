/// A service as every server of a Raft group computes it: the same commands in the same order lead to the same state and
/// the same answers everywhere, so nothing else may have a say: no clock, no randomness, no order of a dictionary.
public protocol StateMachine: Codable, Sendable {
    /// What stands in the log.
    associatedtype Command: Codable & Sendable
    /// What a command is answered.
    associatedtype Response: Codable & Sendable

    /// Executes one command.
    /// - Returns: the answer; nil if nobody waits for one any more.
    mutating func apply(_ command: Command) -> Response?

    /// The answer to a command that need not go through the log, because it was executed before.
    func earlierResponse(to command: Command) -> Response?

    /// Whether a command changes nothing, so that it does no harm if it is executed twice.
    static func isReadOnly(_ command: Command) -> Bool
}

extension StateMachine {
    /// Without a memory of what was executed: none.
    public func earlierResponse(to command: Command) -> Response? { nil }

    /// Unless a service says otherwise, every command may change something.
    public static func isReadOnly(_ command: Command) -> Bool { false }
}

/// What a server says to a command.
public enum ServerReply<Response: Codable & Sendable>: Codable, Sendable {
    /// The command was executed.
    case done(Response)
    /// Ask another server: this one doesn't lead, or not any more, and doesn't know what became of the command.
    case notLeader
}

extension ServerReply: Equatable where Response: Equatable {}
