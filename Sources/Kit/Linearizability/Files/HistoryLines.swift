import Foundation

/// Histories as JSON lines: one object for each operation, in any order.
///
/// ```json
/// {"client":3,"op":"append","key":"x","value":"a","call":10,"end":25}
/// {"client":1,"op":"get","key":"x","output":"a","call":12,"end":30}
/// {"client":2,"op":"put","key":"x","value":"b","call":14}
/// ```
/// * `client`, `call` and `end` are whole numbers: who asked, when, and when it heard the answer. Without `end`, or
///   if it is null, it never heard one; then there is no `output` either, and the client asks nothing more.
/// * Key/value: `op` is `get` (with `key`, and `output`, a string), `put` or `append` (with `key` and `value`,
///   strings).
/// * One register: `op` is `read` (with `output`, a whole number or null), `write` (with `value`, a whole number) or
///   `cas` (with `old` and `new`, whole numbers, and `output`, whether it matched).
///
/// A file is about one of the two. Other names are refused, for they are mistakes; empty lines say nothing.
public enum HistoryLines {
    /// Reads a whole history.
    /// - Throws: `HistoryFileError` with the line that can't be understood, or that can't have happened.
    public static func read(_ text: String) throws(HistoryFileError) -> HistoryFile {
        let content = lines(of: text).enumerated().filter { !$0.element.allSatisfy(\.isWhitespace) }
        var objects: [LineObject] = []
        for (number, line) in content { objects.append(try LineObject(line, number: number + 1)) }
        if let first = objects.first, ["read", "write", "cas"].contains(first.operation) {
            return .register(
                try history(objects) { (object) throws(HistoryFileError) in try object.register() }, times: .plain)
        }
        return .keyValue(
            try history(objects) { (object) throws(HistoryFileError) in try object.keyValue() }, times: .plain)
    }

    private static func history<Input, Output>(
        _ objects: [LineObject],
        _ entry: (LineObject) throws(HistoryFileError) -> (input: Input, output: Output?)
    ) throws(HistoryFileError) -> [ClientOperation<Input, Output>] {
        var history: [ClientOperation<Input, Output>] = []
        for object in objects {
            let (input, output) = try entry(object)
            history.append(
                ClientOperation(
                    client: object.client, input: input, output: output, call: object.call, end: object.end))
        }
        do {
            try validate(history)
        } catch {
            throw HistoryFileError(line: objects[error.place].line, reason: error.description)
        }
        return history
    }

    /// Writes a history of a key/value store; `read` gives it back.
    public static func write(_ history: [ClientOperation<KeyValueModel.Input, KeyValueModel.Output>]) -> String {
        text(history) { operation in
            switch operation.input {
            case .get(let key):
                var fields: [String: JSONScalar] = ["op": .string("get"), "key": .string(key)]
                if case .value(let value) = operation.output { fields["output"] = .string(value) }
                return fields
            case .put(let key, let value):
                return ["op": .string("put"), "key": .string(key), "value": .string(value)]
            case .append(let key, let value):
                return ["op": .string("append"), "key": .string(key), "value": .string(value)]
            }
        }
    }

    /// Writes a history of a register; `read` gives it back.
    public static func write(
        _ history: [ClientOperation<CompareAndSetRegister.Input, CompareAndSetRegister.Output>]
    ) -> String {
        text(history) { operation in
            switch operation.input {
            case .read:
                var fields: [String: JSONScalar] = ["op": .string("read")]
                if case .value(let value) = operation.output { fields["output"] = value.map { .int($0) } ?? .null }
                return fields
            case .write(let value):
                return ["op": .string("write"), "value": .int(value)]
            case .compareAndSet(let old, let new):
                var fields: [String: JSONScalar] = ["op": .string("cas"), "old": .int(old), "new": .int(new)]
                if case .matched(let isMatch) = operation.output { fields["output"] = .bool(isMatch) }
                return fields
            }
        }
    }

    private static func text<Input, Output>(
        _ history: [ClientOperation<Input, Output>],
        _ fields: (ClientOperation<Input, Output>) -> [String: JSONScalar]
    ) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return history.map { operation in
            var object = fields(operation)
            object["client"] = .int(operation.client)
            object["call"] = .int(operation.call)
            if let end = operation.end { object["end"] = .int(end) }
            // Strings and whole numbers can always be written.
            return String(decoding: try! encoder.encode(object), as: UTF8.self) + "\n"
        }.joined()
    }
}
