/// Decodes a block as if its bytes had been encoded one by one.
///
/// The encoder writes a `[UInt8]` as a block, but a hand-written `init(from:)` may well read it element by element.
struct BlockDecoder: UnkeyedDecodingContainer {
    private let input: WireInput
    private let range: Range<Int>
    private(set) var currentIndex = 0

    init(input: WireInput, range: Range<Int>) {
        self.input = input
        self.range = range
    }

    private var position: Int { range.lowerBound + currentIndex }

    var codingPath: [any CodingKey] { input.codingPath(at: range.lowerBound - 1) }
    var count: Int? { range.count }
    var isAtEnd: Bool { currentIndex == range.count }

    private func mismatch(_ type: Any.Type) -> DecodingError {
        .typeMismatch(type, input.context("\(type)", at: position, found: "a byte"))
    }

    mutating func decodeNil() throws -> Bool {
        false
    }

    @inline(__always)
    mutating func decode<I: FixedWidthInteger & Decodable>(_ type: I.Type) throws -> I {
        guard !isAtEnd, position < input.scanner.bytes.count else {
            throw input.mismatch(type, Tag.end, at: position)
        }
        guard let value = I(exactly: input.scanner.bytes[position]) else {
            throw input.corrupted("a number that fits \(type)", at: position, found: "a larger one")
        }
        currentIndex += 1
        return value
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        guard let integer = type as? any (FixedWidthInteger & Decodable).Type else { throw mismatch(type) }
        guard let value = try decode(integer) as? T else { throw mismatch(type) }
        return value
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw mismatch([String: Any].self)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw mismatch([Any].self)
    }

    mutating func superDecoder() throws -> any Decoder {
        throw mismatch((any Decoder).self)
    }
}
