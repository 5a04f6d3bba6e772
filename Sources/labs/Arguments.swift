/// What stops a command, for people: one sentence, and the status to exit with.
struct CommandError: Error {
    let message: String
    /// 1: it ran and something was wrong; 2: it was called wrongly.
    let status: Int32

    init(_ message: String, status: Int32 = 1) {
        self.message = message
        self.status = status
    }
}

/// The words after the command's name.
struct Arguments {
    private var words: [String]

    init(_ words: some Sequence<String>) {
        self.words = Array(words)
    }

    /// Takes the next word.
    mutating func next() -> String? {
        words.isEmpty ? nil : words.removeFirst()
    }

    /// Takes `--name VALUE`, wherever it stands.
    /// - Throws: if the value is missing.
    mutating func option(_ name: String) throws -> String? {
        guard let index = words.firstIndex(of: name) else { return nil }
        guard index + 1 < words.count else { throw CommandError("\(name) needs a value.", status: 2) }
        let value = words[index + 1]
        words.removeSubrange(index...(index + 1))
        return value
    }

    /// Takes `--name`, wherever it stands.
    /// - Returns: whether it was there.
    mutating func flag(_ name: String) -> Bool {
        guard let index = words.firstIndex(of: name) else { return false }
        words.remove(at: index)
        return true
    }

    /// Takes all that is left, when all options were taken.
    /// - Throws: if one of them looks like an option.
    mutating func rest() throws -> [String] {
        if let word = words.first(where: { $0.hasPrefix("--") }) {
            throw CommandError("'\(word)' is not understood here.\n\(usage)", status: 2)
        }
        defer { words = [] }
        return words
    }

    /// To be called when all options were taken.
    /// - Throws: if a word is left.
    func finish() throws {
        if let word = words.first { throw CommandError("'\(word)' is not understood here.\n\(usage)", status: 2) }
    }
}
