import Foundation

/// What may stand after a name in `HistoryLines`.
enum JSONScalar: Codable, Equatable {
    case string(String)
    case int(Int)
    case bool(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .int(value)
        } else {
            self = .string(try container.decode(String.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .int(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }
}

/// One line of `HistoryLines`.
struct LineObject {
    let line: Int
    let client: Int
    let operation: String
    let call: Int
    let end: Int?
    private let fields: [String: JSONScalar]

    init(_ text: Substring, number: Int) throws(HistoryFileError) {
        line = number
        do {
            fields = try JSONDecoder().decode([String: JSONScalar].self, from: Data(text.utf8))
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
            throw HistoryFileError(
                line: number,
                reason: "'\(context.codingPath[0].stringValue)' is neither text, a whole number in range, true, false "
                    + "nor null.")
        } catch {
            throw HistoryFileError(line: number, reason: "this is no complete JSON object.")
        }
        client = try Self.int("client", fields, number)
        call = try Self.int("call", fields, number)
        end = (fields["end"] ?? .null) == .null ? nil : try Self.int("end", fields, number)
        operation = try Self.string("op", fields, number)
    }

    func keyValue() throws(HistoryFileError) -> (input: KeyValueModel.Input, output: KeyValueModel.Output?) {
        switch operation {
        case "get":
            try allow(["key", "output"])
            let key = try string("key")
            return (.get(key: key), try answer { () throws(HistoryFileError) in .value(try string("output")) })
        case "put":
            try allow(["key", "value"])
            return (.put(key: try string("key"), value: try string("value")), end.map { _ in .done })
        case "append":
            try allow(["key", "value"])
            return (.append(key: try string("key"), value: try string("value")), end.map { _ in .done })
        default:
            throw wrong("'\(operation)' is no operation of a key/value store; they are get, put and append.")
        }
    }

    func register() throws(HistoryFileError) -> (
        input: CompareAndSetRegister.Input, output: CompareAndSetRegister.Output?
    ) {
        switch operation {
        case "read":
            try allow(["output"])
            return (
                .read,
                try answer { () throws(HistoryFileError) in
                    .value(fields["output"] == .null ? nil : try int("output"))
                }
            )
        case "write":
            try allow(["value"])
            return (.write(try int("value")), end.map { _ in .done })
        case "cas":
            try allow(["old", "new", "output"])
            let input = CompareAndSetRegister.Input.compareAndSet(old: try int("old"), new: try int("new"))
            return (input, try answer { () throws(HistoryFileError) in .matched(try bool("output")) })
        default:
            throw wrong("'\(operation)' is no operation of a register; they are read, write and cas.")
        }
    }

    /// What was heard: something exactly if there is an end.
    private func answer<Output>(
        _ output: () throws(HistoryFileError) -> Output
    ) throws(HistoryFileError) -> Output? {
        if end != nil { return try output() }
        guard (fields["output"] ?? .null) == .null else {
            throw wrong("there is an 'output', but no 'end': an operation that never returned has no answer.")
        }
        return nil
    }

    private func allow(_ names: [String]) throws(HistoryFileError) {
        let known = names + ["client", "op", "call", "end"]
        if let unknown = fields.keys.filter({ !known.contains($0) }).min() {
            throw wrong("'\(unknown)' has no meaning with \(operation).")
        }
    }

    private func int(_ name: String) throws(HistoryFileError) -> Int { try Self.int(name, fields, line) }
    private func string(_ name: String) throws(HistoryFileError) -> String { try Self.string(name, fields, line) }

    private func bool(_ name: String) throws(HistoryFileError) -> Bool {
        if case .bool(let value) = fields[name] { return value }
        throw Self.wrong(name, fields, "true or false", line)
    }

    private static func int(
        _ name: String, _ fields: [String: JSONScalar], _ line: Int
    ) throws(HistoryFileError) -> Int {
        if case .int(let value) = fields[name] { return value }
        throw wrong(name, fields, "a whole number", line)
    }

    private static func string(
        _ name: String, _ fields: [String: JSONScalar], _ line: Int
    ) throws(HistoryFileError) -> String {
        if case .string(let value) = fields[name] { return value }
        throw wrong(name, fields, "text in quotes", line)
    }

    private static func wrong(
        _ name: String, _ fields: [String: JSONScalar], _ expected: String, _ line: Int
    ) -> HistoryFileError {
        HistoryFileError(
            line: line, reason: fields[name] == nil ? "'\(name)' is missing." : "'\(name)' must be \(expected).")
    }

    private func wrong(_ reason: String) -> HistoryFileError { HistoryFileError(line: line, reason: reason) }
}
