extension String {
    /// How long a piece of text in a report may be, in bytes.
    private static let limit = 4096

    /// The same text, without what can't be seen, or changes how the rest is seen; not longer than 4 kB. Student code has its
    /// words in reports, and people paste these into terminals, tables and web pages.
    package var capped: String {
        var result = ""
        var count = 0
        for scalar in unicodeScalars {
            let piece = scalar.isSafe ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
            count += piece.utf8.count
            if count > Self.limit { return result + " [cut]" }
            result += piece
        }
        return result
    }
}

extension Unicode.Scalar {
    /// Whether it is only itself: no control character but the end of a line, no mark that turns the direction of the text, no
    /// character for private use.
    fileprivate var isSafe: Bool {
        if self == "\n" { return true }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }
}
