/// A piece of text in place of another.
struct Edit {
    /// Where, in bytes from the beginning of the file.
    let range: Range<Int>
    let text: String

    static func insert(_ text: String, at place: Int) -> Edit { Edit(range: place..<place, text: text) }
}

/// What one mutant changes.
struct Mutation {
    /// The kind of mistake, for the table.
    let kind: String
    let edits: [Edit]
    /// What is changed and into what, if the lines in which the edits are don't say it best.
    var original: String?
    var mutated: String?
}

/// One mutant, as the hunt knows it.
struct Mutant: Encodable {
    /// What the environment variable is set to; it changes whenever the source does.
    let id: Int
    let file: String
    let line: Int
    let function: String
    let kind: String
    let original: String
    let mutated: String
}

/// One source file: its text in bytes, so that what the parser says of places can be used as it is.
struct Source {
    /// Its place in the solution, such as `Lab2Raft/Log.swift`.
    let name: String
    private let bytes: [UInt8]

    init(name: String, text: String) {
        self.name = name
        bytes = Array(text.utf8)
    }

    var count: Int { bytes.count }

    /// The text of a part, with some pieces replaced.
    func text(_ range: Range<Int>, with edits: [Edit] = []) -> String {
        var result: [UInt8] = []
        var place = range.lowerBound
        // Of several at one place the first comes first.
        for (_, edit) in edits.enumerated().sorted(by: { Self.precedes($0, $1) }) {
            result += bytes[place..<edit.range.lowerBound]
            result += Array(edit.text.utf8)
            place = edit.range.upperBound
        }
        return String(decoding: result + bytes[place..<range.upperBound], as: UTF8.self)
    }

    private static func precedes(_ left: (offset: Int, element: Edit), _ right: (offset: Int, element: Edit)) -> Bool {
        (left.element.range.lowerBound, left.offset) < (right.element.range.lowerBound, right.offset)
    }

    /// The number of the line at a place, from 1.
    func line(at place: Int) -> Int { 1 + bytes[..<place].count { $0 == Self.newline } }

    /// The lines in which these edits are, before and after them, each as one line of text.
    func lines(around edits: [Edit]) -> (original: String, mutated: String) {
        let first = edits.map(\.range.lowerBound).min() ?? 0
        let last = edits.map(\.range.upperBound).max() ?? 0
        let start = bytes[..<first].lastIndex(of: Self.newline).map { $0 + 1 } ?? 0
        let end = bytes[last...].firstIndex(of: Self.newline) ?? bytes.count
        return (Self.folded(text(start..<end)), Self.folded(text(start..<end, with: edits)))
    }

    /// The first line of a statement, which says which one is meant.
    static func title(_ statement: String) -> String {
        let lines = statement.split(separator: "\n").filter { !$0.drop(while: \.isWhitespace).hasPrefix("//") }
        return folded(String(lines.first ?? "")) + (lines.count > 1 ? " ..." : "")
    }

    /// A text in one line.
    static func folded(_ text: String) -> String {
        text.split(separator: "\n")
            .filter { !$0.drop(while: \.isWhitespace).hasPrefix("//") }
            .joined(separator: " ").split(separator: " ").joined(separator: " ")
    }

    private static let newline = UInt8(ascii: "\n")
}
