/// One line of a history in a file: somebody begins an operation, or hears how it ended.
struct HistoryEvent<Input: Sendable, Output: Sendable> {
    enum Kind {
        /// A client asks.
        case invoke(Input)
        /// It hears an answer.
        case ok(Output)
        /// It hears that nothing was done.
        case failed
        /// It will never hear anything.
        case unknown
    }

    let line: Int
    let process: Int
    /// What it is about, such as `:read`.
    let function: String
    let kind: Kind
}

/// What is wrong with a file.
public struct HistoryFileError: Error, Equatable, CustomStringConvertible {
    /// The number of the line, from 1.
    public let line: Int
    /// What is wrong with it.
    public let reason: String

    /// One sentence with both.
    public var description: String { "line \(line): \(reason)" }
}

/// Pairs invocations with how they ended; the number of a line is its time.
///
/// An operation whose end is unknown, or never comes, stays open. Its process is gone: what the file calls by the same
/// number later is another client, with a number that no process has.
func pair<Input, Output>(
    _ events: [HistoryEvent<Input, Output>]
) throws(HistoryFileError) -> [ClientOperation<Input, Output>] {
    var operations: [ClientOperation<Input, Output>?] = []
    /// For each process, its client number and its open operation.
    var clients: [Int: (number: Int, open: (operation: Int, function: String)?)] = [:]
    let processes = Set(events.map(\.process))
    var freeNumber = 0
    for event in events {
        let client = clients[event.process] ?? (event.process, nil)
        if case .invoke(let input) = event.kind {
            guard client.open == nil else {
                throw HistoryFileError(
                    line: event.line,
                    reason: "process \(event.process) asks while an earlier operation of its own is open.")
            }
            clients[event.process] = (client.number, (operations.count, event.function))
            operations.append(
                ClientOperation(client: client.number, input: input, output: nil, call: event.line, end: nil))
            continue
        }
        guard let (open, function) = client.open else {
            throw HistoryFileError(
                line: event.line, reason: "process \(event.process) hears an answer, but has not asked anything.")
        }
        guard function == event.function else {
            throw HistoryFileError(
                line: event.line,
                reason: "process \(event.process) hears an answer to \(event.function), but has asked \(function).")
        }
        switch event.kind {
        case .ok(let output):
            operations[open]?.output = output
            operations[open]?.end = event.line
        case .failed: operations[open] = nil
        case .unknown, .invoke: break
        }
        if case .unknown = event.kind {
            while processes.contains(freeNumber) { freeNumber += 1 }
            clients[event.process] = (freeNumber, nil)
            freeNumber += 1
        } else {
            clients[event.process] = (client.number, nil)
        }
    }
    return operations.compactMap { $0 }
}
