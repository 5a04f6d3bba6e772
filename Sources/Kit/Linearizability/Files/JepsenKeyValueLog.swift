import Foundation

/// Reads histories of a key/value store in Clojure's notation, a map on each line:
/// `{:process 3, :type :invoke, :f :append, :key "x", :value "a b"}`.
///
/// `:type` is `:invoke`, `:ok`, `:fail` or `:info`, `:f` is `:get`, `:put` or `:append`; what a get found is the value of
/// its `:ok`. Empty lines say nothing.
public enum JepsenKeyValueLog {
    /// One operation on the store.
    public typealias Entry = ClientOperation<KeyValueModel.Input, KeyValueModel.Output>
    private typealias Event = HistoryEvent<KeyValueModel.Input, KeyValueModel.Output>

    /// Reads a whole history.
    /// - Throws: `HistoryFileError` with the line that can't be understood.
    public static func read(_ text: String) throws(HistoryFileError) -> [Entry] {
        var events: [Event] = []
        for (number, line) in lines(of: text).enumerated()
        where line.contains(where: { !$0.isWhitespace }) {
            events.append(try event(line, line: number + 1))
        }
        return try pair(events)
    }

    private static func event(_ text: Substring, line: Int) throws(HistoryFileError) -> Event {
        func field(_ name: String) throws(HistoryFileError) -> Substring {
            guard let start = text.range(of: ":\(name) ") else {
                throw HistoryFileError(line: line, reason: "':\(name)' is missing.")
            }
            return text[start.upperBound...]
        }
        func word(_ name: String) throws(HistoryFileError) -> Substring {
            try field(name).prefix { $0 != "," && $0 != "}" }
        }
        func string(_ name: String) throws(HistoryFileError) -> String {
            let rest = try field(name)
            guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else {
                throw HistoryFileError(line: line, reason: "':\(name)' is no text in quotes.")
            }
            return String(rest[rest.index(after: rest.startIndex)..<end])
        }
        guard let process = Int(try word("process")) else {
            throw HistoryFileError(line: line, reason: "':process' is no number.")
        }
        let kind: Event.Kind
        switch (try word("type"), try word("f")) {
        case (":invoke", ":get"): kind = .invoke(.get(key: try string("key")))
        case (":invoke", ":put"): kind = .invoke(.put(key: try string("key"), value: try string("value")))
        case (":invoke", ":append"): kind = .invoke(.append(key: try string("key"), value: try string("value")))
        case (":ok", ":get"): kind = .ok(.value(try string("value")))
        case (":ok", ":put"), (":ok", ":append"): kind = .ok(.done)
        case (":fail", ":get"), (":fail", ":put"), (":fail", ":append"): kind = .failed
        case (":info", ":get"), (":info", ":put"), (":info", ":append"): kind = .unknown
        case (let type, let function): throw HistoryFileError(line: line, reason: "'\(type) \(function)' is not known.")
        }
        return Event(line: line, process: process, function: String(try word("f")), kind: kind)
    }
}
