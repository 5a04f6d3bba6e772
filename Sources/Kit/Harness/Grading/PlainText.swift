extension String {
    /// The same in characters of one byte.
    ///
    /// SwiftPM shows what tests print in pieces of up to 4,096 bytes. A piece that ends within a character is no UTF-8, and is
    /// dropped, as is the next one: a whole report can vanish.
    package var plain: String {
        utf8.allSatisfy { $0 < 0x80 } ? self : unicodeScalars.map(Self.spelling(of:)).joined()
    }

    private static func spelling(of scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "…": "..."
        case "→": "->"
        case "±": "+-"
        case "−", "–": "-"
        default: scalar.isASCII ? String(scalar) : scalar.escaped(asASCII: true)
        }
    }
}
