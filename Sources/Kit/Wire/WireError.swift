// The errors are those of the standard library, `EncodingError` and `DecodingError`, since that is what hand-written
// `Codable` code and the standard library's own catch and throw. The description holds the whole story.

extension WireInput {
    /// The path to the value at an offset.
    func codingPath(at offset: Int) -> [WireKey] {
        scanner.path(to: offset)
    }

    /// Says what was expected at an offset, and what was there.
    func context(_ expected: String, at offset: Int, found: String) -> DecodingError.Context {
        let path = codingPath(at: offset)
        let text = "expected \(expected) at \(path.text) (byte \(offset)), found \(found)"
        return DecodingError.Context(codingPath: path, debugDescription: text)
    }

    func corrupted(_ malformed: Malformed) -> DecodingError {
        corrupted(malformed.expected, at: malformed.offset, found: malformed.found)
    }

    func corrupted(_ expected: String, at offset: Int, found: String) -> DecodingError {
        .dataCorrupted(context(expected, at: offset, found: found))
    }

    /// A value of one kind was asked for, and there is one of another kind or none.
    func mismatch(_ type: Any.Type, _ tag: UInt8, at offset: Int) -> DecodingError {
        mismatch(type, "\(type)", tag, at: offset)
    }

    func mismatch(_ type: Any.Type, _ expected: String, _ tag: UInt8, at offset: Int) -> DecodingError {
        let context = context(expected, at: offset, found: Tag.name(of: tag))
        return tag == Tag.null || tag == Tag.end ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    func keyNotFound(_ key: some CodingKey, in start: Int) -> DecodingError {
        let names = names(in: start).joined(separator: ", ")
        let found = names.isEmpty ? "no fields" : "only \(names)"
        return .keyNotFound(key, context("the field \(key.stringValue)", at: start, found: found))
    }
}
