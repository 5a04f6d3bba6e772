import LabKit

/// A service as every server of a Raft group computes it: the same commands in the same order lead to the same state and
/// the same answers everywhere.
public protocol StateMachine: Codable, Sendable {
    /// What clients ask.
    associatedtype Command: Codable & Sendable
    /// What they are answered.
    associatedtype Response: Codable & Sendable

    /// Executes one command.
    mutating func apply(_ command: Command) -> Response
}

/// What a client sends, and what goes through the log.
public struct ClientRequest<Command: Codable & Sendable>: Codable, Sendable {
    /// What it asks.
    public var command: Command

    // 3A: by what does a server know a request again when it comes a second time?

    /// - Parameter command: what it asks.
    public init(command: Command) {
        self.command = command
    }
}

/// What a client hears.
public enum ClientReply<Response: Codable & Sendable>: Codable, Sendable {
    /// The command was executed, once.
    case done(Response)
    /// Ask another server.
    case notLeader
}
