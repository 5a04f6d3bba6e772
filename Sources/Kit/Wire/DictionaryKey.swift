/// The type of the keys by which a dictionary with string-like keys encodes itself.
///
/// The standard library keeps this type to itself, so we watch a dictionary at work to learn it.
enum DictionaryKey {
    static let type: ObjectIdentifier = {
        let probe = Probe()
        try? [String: Int]().encode(to: probe)
        return probe.seen ?? ObjectIdentifier(Probe.self)
    }()

    private final class Probe: Encoder {
        let codingPath: [any CodingKey] = []
        let userInfo: [CodingUserInfoKey: Any] = [:]
        let output = WireOutput()
        var seen: ObjectIdentifier?

        func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
            seen = ObjectIdentifier(type)
            return KeyedEncodingContainer(FieldsEncoder(output: output))
        }

        func unkeyedContainer() -> any UnkeyedEncodingContainer {
            ElementsEncoder(output: output)
        }

        func singleValueContainer() -> any SingleValueEncodingContainer {
            ValueEncoder(output: output, start: 0)
        }
    }
}
