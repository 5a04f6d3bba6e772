/// The bytes on the wire.
///
/// Every value begins with one tag byte and tells by itself where it ends, so that a reader can step over a value
/// whose type it does not know, and a writer never has to go back to fill in a length:
///
///     value     = 80…FF                        the integer 0…127
///               | 10…1F  n bytes               the integer whose n (1…16) little-endian bytes follow, n = tag - 0F
///               | 20…2F  n bytes               the complement (~x) of a negative integer, n = tag - 1F
///               | 40…7F  utf8                  a string of 0…63 bytes
///               | 0C  length  utf8             a longer string
///               | 0B  length  bytes            a block of bytes: `[UInt8]` or `Data`
///               | 01 | 02 | 03                 nil, false, true
///               | 04  4 bytes | 05  8 bytes    the bit pattern of a Float, of a Double, little-endian
///               | 06  (key value)*  00         a keyed container, fields in the order they were encoded
///               | 08  (key value)*  00         a dictionary, in the order of the bytes of its fields
///               | 07  value*  00               an unkeyed container
///               | 09  value                    an optional that is not nil, although what it wraps is written as nil
///               | 0A  value                    the same for `encodeIfPresent`
///     key       = a string, written like any other
///     length    = LEB128: seven bits a byte, the lowest first, the high bit set on all but the last
///
/// A struct carries the names of its fields. That costs some bytes (`term` five, `prevLogIndex` thirteen), and buys
/// that fields may be missing, unknown to the reader or asked for in another order, as `Codable` allows.
enum Tag {
    static let end: UInt8 = 0x00
    static let null: UInt8 = 0x01
    static let no: UInt8 = 0x02
    static let yes: UInt8 = 0x03
    static let float: UInt8 = 0x04
    static let double: UInt8 = 0x05
    static let fields: UInt8 = 0x06
    static let elements: UInt8 = 0x07
    static let map: UInt8 = 0x08
    static let some: UInt8 = 0x09
    static let present: UInt8 = 0x0A
    static let block: UInt8 = 0x0B
    static let text: UInt8 = 0x0C
    static let positive: UInt8 = 0x10
    static let negative: UInt8 = 0x20
    static let shortText: UInt8 = 0x40
    static let small: UInt8 = 0x80

    /// Whether values up to an end tag follow the tag.
    static func opensContainer(_ tag: UInt8) -> Bool {
        tag >= fields && tag <= map
    }

    /// Whether the tag announces a keyed container.
    static func isKeyed(_ tag: UInt8) -> Bool {
        tag == fields || tag == map
    }

    /// What a value with this tag is called in error messages.
    static func name(of tag: UInt8) -> String {
        switch tag {
        case end: "the end of a container"
        case null: "nil"
        case no, yes: "Bool"
        case float: "Float"
        case double: "Double"
        case fields: "a keyed container"
        case map: "a dictionary"
        case elements: "an unkeyed container"
        case some, present: "an optional"
        case block: "a block of bytes"
        case text, shortText..<small: "String"
        case positive..<(negative + 16), small...0xFF: "an integer"
        default: "the unknown tag \(tag)"
        }
    }
}

/// Bounds that keep broken or hostile values from exhausting the stack.
enum WireLimit {
    /// How many values may lie inside one another.
    static let depth = 128
    /// The longest string whose length fits its tag, in UTF-8 bytes.
    static let shortText = 63
}
