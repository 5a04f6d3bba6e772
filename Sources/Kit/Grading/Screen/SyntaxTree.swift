import Foundation

/// A source file as the compiler reads it: its own syntax tree, in JSON.
struct SyntaxTree {
    typealias Node = [String: Any]

    /// The file's text.
    let text: [UInt8]
    /// The top-level declarations.
    let items: [Node]

    /// Parses a file.
    /// - Parameter path: the file, which compiles.
    /// - Throws: `Refusal` if the compiler says nothing that can be understood: what can't be looked at isn't let in.
    init(_ path: String, shownAs place: String) throws {
        text = Array(FileManager.default.contents(atPath: path) ?? Data())
        let parsed = try Tool.run(
            // Of one file alone it doesn't know whether statements may stand outside of functions.
            [
                "swiftc", "-frontend", "-dump-parse", "-dump-ast-format", "json", "-parse-as-library", "-swift-version",
                "6",
                "-D", "DEBUG", "-D", "SWIFT_PACKAGE", "-module-name", "Parsed", path,
            ], patience: .seconds(30))
        guard parsed.ending == .status(0), let start = parsed.output.firstIndex(of: "{"),
            let root = try? JSONSerialization.jsonObject(with: Data(parsed.output[start...].utf8)) as? Node
        else { throw Refusal(place, "can't be looked at: the compiler gives no syntax tree of it.") }
        // A file of remarks alone has none.
        items = root["items"] as? [Node] ?? []
    }

    /// Calls a function with every node, those that contain others first, and with the smallest range of text that is known to
    /// contain it.
    func walk(_ visit: (_ node: Node, _ range: Range<Int>) -> Void) {
        for item in items { Self.walk(item, 0..<text.count, visit) }
    }

    private static func walk(_ value: Any, _ range: Range<Int>, _ visit: (Node, Range<Int>) -> Void) {
        if let node = value as? Node {
            var inner = range
            if let own = node["range"] as? [String: Int], let start = own["start"], let end = own["end"],
                start <= end, range.contains(start)
            {
                inner = start..<min(end + 1, range.upperBound)
            }
            visit(node, inner)
            for key in node.keys.sorted() { node[key].map { walk($0, inner, visit) } }
        } else if let list = value as? [Any] {
            for item in list { walk(item, range, visit) }
        }
    }

    /// The line on which a word stands first within a range; nil if it doesn't.
    func line(of word: String, in range: Range<Int>) -> Int? {
        let bytes = Array(word.utf8)
        func isPartOfWord(_ index: Int) -> Bool {
            guard text.indices.contains(index) else { return false }
            let character = Character(UnicodeScalar(text[index]))
            return character.isLetter || character.isNumber || character == "_"
        }
        let end = min(max(range.upperBound + bytes.count, range.lowerBound), text.count)
        var place = range.lowerBound
        while place + bytes.count <= end {
            if text[place..<place + bytes.count].elementsEqual(bytes), !isPartOfWord(place - 1),
                !isPartOfWord(place + bytes.count)
            {
                return line(at: place)
            }
            place += 1
        }
        return nil
    }

    /// The line of a place in the text.
    func line(at place: Int) -> Int { 1 + text.prefix(place).count { $0 == UInt8(ascii: "\n") } }
}

extension SyntaxTree.Node {
    var kind: String { self["_kind"] as? String ?? "" }

    /// What a declaration declares.
    var declaredName: String? {
        ((self["name"] as? SyntaxTree.Node)?["base_name"] as? SyntaxTree.Node)?["name"] as? String
    }

    /// What an expression or a type refers to.
    var mentionedName: String? {
        if let name = self["id"] as? String ?? self["field"] as? String { return name }
        return kind.hasSuffix("_expr") ? self["name"] as? String : nil
    }

    var attributes: [SyntaxTree.Node] { self["attrs"] as? [SyntaxTree.Node] ?? [] }
    var members: [SyntaxTree.Node] { self["members"] as? [SyntaxTree.Node] ?? [] }

    /// Whether others see it.
    var isPublic: Bool {
        attributes.contains { ["public", "open"].contains($0["access_level"] as? String ?? "") }
    }
}
