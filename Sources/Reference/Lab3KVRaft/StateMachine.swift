import LabKit

/// A service as every server of a Raft group computes it: the same commands in the same order lead to the same state and
/// the same answers everywhere, so nothing else may have a say: no clock, no randomness, no order of a dictionary.
public protocol StateMachine: Codable, Sendable {
    /// What clients ask.
    associatedtype Command: Codable & Sendable
    /// What they are answered.
    associatedtype Response: Codable & Sendable

    /// Executes one command.
    mutating func apply(_ command: Command) -> Response

    /// Whether a command changes nothing, so that it does no harm if it is executed twice.
    static func isReadOnly(_ command: Command) -> Bool
}

/// What a client sends, and what goes through the log: a command with the client's name and a number, by which a server
/// knows it again when it comes a second time.
public struct ClientRequest<Command: Codable & Sendable>: Codable, Sendable {
    /// Who asks; unique among all clients there ever were.
    public var client: UInt64
    /// The number of the command among this client's, from 1: with each command one more.
    public var sequence: Int
    /// What it asks.
    public var command: Command

    /// - Parameters:
    ///   - client: who asks.
    ///   - sequence: the number of the command.
    ///   - command: what it asks.
    public init(client: UInt64, sequence: Int, command: Command) {
        self.client = client
        self.sequence = sequence
        self.command = command
    }
}

/// What a client hears.
public enum ClientReply<Response: Codable & Sendable>: Codable, Sendable {
    /// The command was executed, once.
    case done(Response)
    /// Ask another server: this one doesn't lead, or not any more, and doesn't know what became of the command.
    case notLeader
}

extension ClientReply: Equatable where Response: Equatable {}
