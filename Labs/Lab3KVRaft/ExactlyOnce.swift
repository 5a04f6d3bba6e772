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

/// A state machine that executes each client's command once, however often it is in the log.
///
/// 3B: what of it must be in a snapshot? All its stored properties are.
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
        // 3A: ask the table, execute what is new, and remember the answer.
        nil
    }

    /// The answer to a command that was executed before.
    public func earlierResponse(to request: ClientRequest<Machine.Command>) -> Machine.Response? {
        // 3A: a shortcut that keeps repeated commands out of the log. It works without, too.
        nil
    }
}
