/// Which commands were executed already: for each client the last one that changed something, and its answer.
///
/// One for each client is enough, since a client begins a command only when it has the answer to the one before.
struct DuplicateTable<Response: Codable & Sendable>: Codable, Sendable {
    private struct Entry: Codable {
        var sequence: Int
        var response: Response
    }

    private var entries: [UInt64: Entry] = [:]

    /// How many clients are in it.
    var count: Int { entries.count }

    /// What became of a client's command.
    enum Status {
        /// It was not executed yet.
        case new
        /// It was, and this was the answer.
        case done(Response)
        /// It was, and so was a later one: the client has its answer and doesn't wait any more.
        case outdated
    }

    func status(client: UInt64, sequence: Int) -> Status {
        guard let last = entries[client], sequence <= last.sequence else { return .new }
        return sequence == last.sequence ? .done(last.response) : .outdated
    }

    mutating func remember(_ response: Response, client: UInt64, sequence: Int) {
        entries[client] = Entry(sequence: sequence, response: response)
    }
}
