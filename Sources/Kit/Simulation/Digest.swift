/// A running fingerprint of everything that happens in a run. Two runs with equal digests did the same things in the
/// same order. It finds accidents, it does not resist attacks.
public struct Digest: Hashable, Sendable {
    /// The fingerprint so far.
    public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The fingerprint of nothing.
    public init() {}

    /// Adds one number.
    public mutating func mix(_ number: UInt64) {
        // Multiply, then fold the high half in: every input bit reaches every output bit within two rounds.
        let product = (value ^ number).multipliedFullWidth(by: 0x9fb2_1c65_1e98_df25)
        value = product.low ^ product.high &+ 0x9e37_79b9_7f4a_7c15
    }

    /// Adds bytes, with their number.
    public mutating func mix(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { mix($0) }
    }

    /// Adds a text's UTF-8 bytes.
    public mutating func mix(_ text: String) {
        var text = text
        text.withUTF8 { mix(UnsafeRawBufferPointer($0)) }
    }

    private mutating func mix(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset + 8 <= bytes.count {
            mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var rest: UInt64 = 0
        for byte in bytes[offset...] { rest = rest << 8 | UInt64(byte) }
        mix(rest)
        mix(UInt64(bytes.count))
    }
}

extension Digest: CustomStringConvertible {
    /// Sixteen hexadecimal digits.
    public var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
