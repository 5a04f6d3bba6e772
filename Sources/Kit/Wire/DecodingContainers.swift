/// Decodes one value: the `Decoder` its `init(from:)` is given, and at the same time the container for a single value.
struct ValueDecoder: Decoder, SingleValueDecodingContainer {
    let input: WireInput
    /// Where the value begins.
    let position: Int
    /// Whether the tag before the value says that it is not nil even if it looks so.
    var isSome = false

    var codingPath: [any CodingKey] { input.codingPath(at: position) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let tag = try input.tag(at: position)
        guard Tag.isKeyed(tag) else {
            throw input.mismatch([String: Any].self, Tag.name(of: Tag.fields), tag, at: position)
        }
        if ObjectIdentifier(type) == DictionaryKey.type { input.dictionary = position }
        return KeyedDecodingContainer(FieldsDecoder(input: input, start: position))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let tag = try input.tag(at: position)
        if tag == Tag.block, let range = try input.contents(of: tag, at: position) {
            return BlockDecoder(input: input, range: range)
        }
        guard tag == Tag.elements else {
            throw input.mismatch([Any].self, Tag.name(of: Tag.elements), tag, at: position)
        }
        return ElementsDecoder(input: input, start: position)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        self
    }

    func decodeNil() -> Bool {
        guard !isSome, let tag = try? input.scanner.byte(at: position) else { return false }
        return tag == Tag.null
    }

    func decode(_ type: Bool.Type) throws -> Bool {
        var position = position
        return try input.bool(at: &position)
    }

    func decode(_ type: String.Type) throws -> String {
        var position = position
        return try input.string(at: &position)
    }

    func decode(_ type: Double.Type) throws -> Double {
        var position = position
        return try input.double(at: &position)
    }

    func decode(_ type: Float.Type) throws -> Float {
        var position = position
        return try input.float(at: &position)
    }

    func decode(_ type: Int128.Type) throws -> Int128 {
        var position = position
        return try input.integer(type, at: &position)
    }

    func decode(_ type: UInt128.Type) throws -> UInt128 {
        var position = position
        return try input.integer(type, at: &position)
    }

    @inline(__always)
    func decode<I: FixedWidthInteger & Decodable>(_ type: I.Type) throws -> I {
        var position = position
        return try input.integer(type, at: &position)
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        var position = position
        return try input.decode(type, at: &position)
    }
}

/// Decodes the fields of a keyed container, in any order.
struct FieldsDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let input: WireInput
    /// The offset of the container's tag.
    let start: Int

    var codingPath: [any CodingKey] { input.codingPath(at: start) }
    var allKeys: [Key] {
        var keys: [Key] = []
        for name in input.names(in: start) {
            if let key = Key(stringValue: name) { keys.append(key) }
        }
        return keys
    }

    func contains(_ key: Key) -> Bool {
        (try? input.find(key.stringValue, in: start)) != nil
    }

    /// The offset of the value of a field that must be there.
    @inline(__always)
    private func find(_ key: some CodingKey) throws -> Int {
        guard let position = try input.find(key.stringValue, in: start) else {
            throw input.keyNotFound(key, in: start)
        }
        return try input.tag(at: position) == Tag.present ? position + 1 : position
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        try input.tag(at: find(key)) == Tag.null
    }

    /// Decodes the value of a field and notes that the container has been read up to its end.
    @inline(__always)
    private func read<T>(_ key: Key, _ decode: (inout Int) throws -> T) throws -> T {
        var position = try find(key)
        let value = try decode(&position)
        input.read(start, upTo: position)
        return value
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        try read(key) { try input.bool(at: &$0) }
    }

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        try read(key) { try input.string(at: &$0) }
    }

    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        try read(key) { try input.double(at: &$0) }
    }

    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        try read(key) { try input.float(at: &$0) }
    }

    func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
        try read(key) { try input.integer(type, at: &$0) }
    }

    func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 {
        try read(key) { try input.integer(type, at: &$0) }
    }

    @inline(__always)
    func decode<I: FixedWidthInteger & Decodable>(_ type: I.Type, forKey key: Key) throws -> I {
        try read(key) { try input.integer(type, at: &$0) }
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try read(key) { try input.decode(type, at: &$0) }
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard var position = try input.find(key.stringValue, in: start) else { return nil }
        let tag = try input.tag(at: position)
        if tag == Tag.null { return nil }
        if tag == Tag.present { position += 1 }
        let value = try input.decode(type, at: &position)
        input.read(start, upTo: position)
        return value
    }

    private func nested(_ key: some CodingKey) throws -> ValueDecoder {
        let position = try find(key)
        input.read(start, upTo: try input.skip(position))
        return ValueDecoder(input: input, position: position)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try nested(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try nested(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        try nested(WireKey.parent)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        try nested(key)
    }
}

/// Decodes the elements of an unkeyed container, one after the other.
struct ElementsDecoder: UnkeyedDecodingContainer {
    let input: WireInput
    /// The offset of the container's tag.
    private let start: Int
    /// The offset of the next element.
    private var position: Int
    private(set) var currentIndex = 0

    init(input: WireInput, start: Int) {
        self.input = input
        self.start = start
        position = start + 1
    }

    var codingPath: [any CodingKey] { input.codingPath(at: start) }
    var count: Int? { try? input.scanner.count(ofContainerAt: start) }

    /// False where the input is cut off, so that decoding goes on and throws.
    var isAtEnd: Bool {
        guard let tag = try? input.scanner.byte(at: position) else { return false }
        return tag == Tag.end
    }

    /// Decodes the next element and notes that the container has been read up to its end.
    @inline(__always)
    private mutating func read<T>(_ decode: (inout Int) throws -> T) throws -> T {
        let value = try decode(&position)
        input.read(start, upTo: position)
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard try input.tag(at: position) == Tag.null else { return false }
        return try read {
            $0 += 1
            return true
        }
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool {
        let input = input
        return try read { try input.bool(at: &$0) }
    }

    mutating func decode(_ type: String.Type) throws -> String {
        let input = input
        return try read { try input.string(at: &$0) }
    }

    mutating func decode(_ type: Double.Type) throws -> Double {
        let input = input
        return try read { try input.double(at: &$0) }
    }

    mutating func decode(_ type: Float.Type) throws -> Float {
        let input = input
        return try read { try input.float(at: &$0) }
    }

    mutating func decode(_ type: Int128.Type) throws -> Int128 {
        let input = input
        return try read { try input.integer(type, at: &$0) }
    }

    mutating func decode(_ type: UInt128.Type) throws -> UInt128 {
        let input = input
        return try read { try input.integer(type, at: &$0) }
    }

    @inline(__always)
    mutating func decode<I: FixedWidthInteger & Decodable>(_ type: I.Type) throws -> I {
        let input = input
        return try read { try input.integer(type, at: &$0) }
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let input = input
        return try read { try input.decode(type, at: &$0) }
    }

    private mutating func nested() throws -> ValueDecoder {
        let input = input
        return try read { position in
            let start = position
            position = try input.skip(start)
            return ValueDecoder(input: input, position: start)
        }
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try nested().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try nested().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        try nested()
    }
}
