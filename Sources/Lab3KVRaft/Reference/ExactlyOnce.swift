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

/// A state machine that executes each client's command once, however often it is in the log.
///
/// The table of what was executed is part of the state, as the service is: both change together, command by command, and
/// both are in every snapshot. Every server comes to the same decision about a command that is in the log twice (section 8
/// of the Raft paper).
public struct ExactlyOnce<Machine: StateMachine>: StateMachine {
    /// The service itself.
    public private(set) var machine: Machine
    private var duplicates = DuplicateTable<Machine.Response>()

    /// - Parameter machine: the service before the first command.
    public init(_ machine: Machine) {
        self.machine = machine
    }

    /// How many clients have written.
    public var duplicateTableEntries: Int { duplicates.count }

    /// Executes a command, unless it was executed before.
    /// - Returns: its answer, then or now; nil if its client has gone on to later commands and doesn't wait for it.
    public mutating func apply(_ request: ClientRequest<Machine.Command>) -> Machine.Response? {
        switch duplicates.status(client: request.client, sequence: request.sequence) {
        case .done(let earlier): return earlier
        case .outdated: return nil
        case .new: break
        }
        let response = machine.apply(request.command)
        if let response, !Machine.isReadOnly(request.command) {
            duplicates.remember(response, client: request.client, sequence: request.sequence)
        }
        return response
    }

    /// The answer to a command that was executed before.
    public func earlierResponse(to request: ClientRequest<Machine.Command>) -> Machine.Response? {
        switch duplicates.status(client: request.client, sequence: request.sequence) {
        case .done(let earlier): earlier
        case .new, .outdated: nil
        }
    }
}
