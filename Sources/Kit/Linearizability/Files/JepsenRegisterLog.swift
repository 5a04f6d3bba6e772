import Foundation

/// Reads the logs of Jepsen's etcd tests: one compare-and-set register.
///
/// A line is `INFO  jepsen.util - PROCESS :invoke|:ok|:fail|:info :read|:write|:cas VALUE`, separated by tabs or spaces;
/// VALUE is `nil`, a number, `[OLD NEW]` or `:timed-out`. Lines without `jepsen.util` say nothing.
public enum JepsenRegisterLog {
    /// One operation on the register.
    public typealias Entry = ClientOperation<CompareAndSetRegister.Input, CompareAndSetRegister.Output>
    private typealias Event = HistoryEvent<CompareAndSetRegister.Input, CompareAndSetRegister.Output>
    /// What all lines have that say something.
    static let mark = "jepsen.util - "

    /// Reads a whole log.
    /// - Throws: `HistoryFileError` with the line that can't be understood.
    public static func read(_ text: String) throws(HistoryFileError) -> [Entry] {
        var events: [Event] = []
        for (number, line) in lines(of: text).enumerated() {
            guard let start = line.range(of: mark) else { continue }
            let words = line[start.upperBound...].split(whereSeparator: \.isWhitespace)
            events.append(try event(words, line: number + 1))
        }
        return try pair(events)
    }

    private static func event(_ words: [Substring], line: Int) throws(HistoryFileError) -> Event {
        guard words.count >= 4, let process = Int(words[0]) else {
            throw HistoryFileError(line: line, reason: "expected PROCESS TYPE FUNCTION VALUE.")
        }
        let value = words[3...].joined(separator: " ")
        let kind: Event.Kind
        switch (words[1], words[2]) {
        case (":invoke", ":read"): kind = .invoke(.read)
        case (":invoke", ":write"): kind = .invoke(.write(try number(value, line)))
        case (":invoke", ":cas"):
            let parts = value.trimmingPrefix("[").split(whereSeparator: { " ]".contains($0) }).map(String.init)
            guard parts.count == 2 else {
                throw HistoryFileError(line: line, reason: "expected [OLD NEW], found \(value).")
            }
            kind = .invoke(.compareAndSet(old: try number(parts[0], line), new: try number(parts[1], line)))
        case (":ok", ":read"): kind = .ok(.value(value == "nil" ? nil : try number(value, line)))
        case (":ok", ":write"): kind = .ok(.done)
        case (":ok", ":cas"): kind = .ok(.matched(true))
        case (":fail", ":cas"): kind = .ok(.matched(false))
        // A read that failed told nothing, and a write that failed did nothing.
        case (":fail", ":read"), (":fail", ":write"): kind = .failed
        case (":info", ":read"), (":info", ":write"), (":info", ":cas"): kind = .unknown
        default: throw HistoryFileError(line: line, reason: "'\(words[1]) \(words[2])' is not known.")
        }
        return Event(line: line, process: process, function: String(words[2]), kind: kind)
    }

    private static func number(_ text: String, _ line: Int) throws(HistoryFileError) -> Int {
        guard let number = Int(text) else {
            throw HistoryFileError(line: line, reason: "expected a number, found '\(text)'.")
        }
        return number
    }
}
