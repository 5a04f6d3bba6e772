/// Turns the bytes of a ``WireEncoder`` back into a value.
///
///     let bytes = try WireEncoder().encode(["a": 1, "b": 2])
///     let counts = try WireDecoder().decode([String: Int].self, from: bytes)
///
/// No bytes, however broken, can trap, overflow the stack or make it allocate out of proportion to their number: they
/// give a value or an error.
public struct WireDecoder: Sendable {
    /// Makes a decoder. It has no state, so one decoder may serve any number of tasks.
    public init() {}

    /// The value that the bytes stand for.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - bytes: Exactly one encoded value.
    /// - Returns: The value.
    /// - Throws: `DecodingError` if the bytes are broken, do not fit the type, hold a key of a dictionary or an
    ///   element of a set twice, have more than 128 values inside one another or go on behind the value. Its
    ///   `debugDescription` says what was expected where, for instance "expected 8 bytes for Double at log[3].term
    ///   (byte 41), found 2". And whatever an `init(from:)` throws.
    public func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        try bytes.withUnsafeBufferPointer { buffer in
            let input = WireInput(buffer)
            // A decoder that outlives this call finds no bytes.
            defer { input.scanner = WireScanner(bytes: UnsafeBufferPointer(start: nil, count: 0)) }
            var position = 0
            let value = try input.decode(type, at: &position)
            guard position == buffer.count else {
                throw input.corrupted("the end of the input", at: position, found: "\(buffer.count - position) more")
            }
            return value
        }
    }
}
