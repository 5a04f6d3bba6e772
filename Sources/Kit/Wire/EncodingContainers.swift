/// Encodes one value: the `Encoder` its `encode(to:)` is given, and at the same time the container for a single value.
struct ValueEncoder: Encoder, SingleValueEncodingContainer {
    let output: WireOutput
    /// Where the value begins in the output.
    let start: Int

    var codingPath: [any CodingKey] { output.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        output.open(ObjectIdentifier(type) == DictionaryKey.type ? Tag.map : Tag.fields, at: start)
        return KeyedEncodingContainer(FieldsEncoder(output: output))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        output.open(Tag.elements, at: start)
        return ElementsEncoder(output: output)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        self
    }

    private func requireNone(_ value: Any) throws {
        guard output.count == start else { throw output.error("encoded a second single value", value: value) }
    }

    func encodeNil() throws {
        try requireNone("nil")
        output.append(Tag.null)
    }

    func encode(_ value: Bool) throws {
        try requireNone(value)
        output.append(value)
    }

    func encode(_ value: String) throws {
        try requireNone(value)
        output.append(value)
    }

    func encode(_ value: Double) throws {
        try requireNone(value)
        output.append(value)
    }

    func encode(_ value: Float) throws {
        try requireNone(value)
        output.append(value)
    }

    func encode(_ value: Int128) throws {
        try requireNone(value)
        output.append(value)
    }

    func encode(_ value: UInt128) throws {
        try requireNone(value)
        output.append(value)
    }

    @inline(__always)
    func encode<I: FixedWidthInteger & Encodable>(_ value: I) throws {
        try requireNone(value)
        output.append(value)
    }

    func encode<T: Encodable>(_ value: T) throws {
        try requireNone(value)
        try output.encode(value)
    }
}

/// Encodes the fields of a keyed container: each its name, then its value.
struct FieldsEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let output: WireOutput

    var codingPath: [any CodingKey] { output.codingPath }

    func encodeNil(forKey key: Key) throws {
        output.append(key.stringValue)
        output.append(Tag.null)
    }

    func encode(_ value: Bool, forKey key: Key) throws {
        output.append(key.stringValue)
        output.append(value)
    }

    func encode(_ value: String, forKey key: Key) throws {
        output.append(key.stringValue)
        output.append(value)
    }

    func encode(_ value: Double, forKey key: Key) throws {
        output.append(key.stringValue)
        output.append(value)
    }

    func encode(_ value: Float, forKey key: Key) throws {
        output.append(key.stringValue)
        output.append(value)
    }

    func encode(_ value: Int128, forKey key: Key) throws {
        output.append(key.stringValue)
        output.append(value)
    }

    func encode(_ value: UInt128, forKey key: Key) throws {
        output.append(key.stringValue)
        output.append(value)
    }

    @inline(__always)
    func encode<I: FixedWidthInteger & Encodable>(_ value: I, forKey key: Key) throws {
        output.append(key.stringValue)
        output.append(value)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        output.append(key.stringValue)
        try output.encode(value)
    }

    func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
        guard let value else { return }
        output.append(key.stringValue)
        try output.encodePresent(value)
    }

    private func nested(_ key: some CodingKey) -> ValueEncoder {
        output.append(key.stringValue)
        return ValueEncoder(output: output.nested(), start: 0)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        nested(key).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nested(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        nested(WireKey.parent)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        nested(key)
    }
}

/// Encodes the elements of an unkeyed container, one behind the other.
struct ElementsEncoder: UnkeyedEncodingContainer {
    let output: WireOutput
    private(set) var count = 0

    init(output: WireOutput) {
        self.output = output
    }

    var codingPath: [any CodingKey] { output.codingPath }

    mutating func encodeNil() throws {
        output.append(Tag.null)
        count += 1
    }

    mutating func encode(_ value: Bool) throws {
        output.append(value)
        count += 1
    }

    mutating func encode(_ value: String) throws {
        output.append(value)
        count += 1
    }

    mutating func encode(_ value: Double) throws {
        output.append(value)
        count += 1
    }

    mutating func encode(_ value: Float) throws {
        output.append(value)
        count += 1
    }

    mutating func encode(_ value: Int128) throws {
        output.append(value)
        count += 1
    }

    mutating func encode(_ value: UInt128) throws {
        output.append(value)
        count += 1
    }

    @inline(__always)
    mutating func encode<I: FixedWidthInteger & Encodable>(_ value: I) throws {
        output.append(value)
        count += 1
    }

    mutating func encode<T: Encodable>(_ value: T) throws {
        try output.encode(value)
        count += 1
    }

    private mutating func nested() -> ValueEncoder {
        count += 1
        return ValueEncoder(output: output.nested(), start: 0)
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy keyType: Key.Type) -> KeyedEncodingContainer<Key> {
        nested().container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        nested().unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        nested()
    }
}
