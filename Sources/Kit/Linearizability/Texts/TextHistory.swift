/// The operations on one text, each of whose updates writes a token of its own.
struct TextHistory {
    /// What each operation does.
    private(set) var operations: [TextOperation]
    let calls: [Int]
    let ends: [Int?]
    /// The operations that returned, in that order.
    let ranked: [Int]
    /// For each operation, its place in `ranked`; the largest number if it never returned.
    let rankOf: [Int]
    /// All operations, as they were called.
    let called: [Int]
    let tokens: TokenTable
    /// The updates: the first writes the first token, and so on.
    let updates: [Int]
    /// Writes of nothing that count as reads of nothing.
    let emptyWrites: [Int]

    /// - Returns: nil if a token isn't unique, or a value could be made of tokens in two ways.
    init?(_ history: [ClientOperation<TextOperation, Never>]) {
        operations = history.map(\.input)
        (calls, ends) = (history.map(\.call), history.map(\.end))
        emptyWrites = Self.firstEmptyWrites(operations, calls: calls, ends: ends)
        for place in emptyWrites { operations[place] = .read("") }
        var texts: [String] = []
        var updates: [Int] = []
        var hasAppends = false
        for (place, operation) in operations.enumerated() {
            switch operation {
            case .write(let text):
                texts.append(text)
                updates.append(place)
            case .append(let text):
                texts.append(text)
                updates.append(place)
                hasAppends = true
            case .read: break
            }
        }
        guard let tokens = TokenTable(texts, areJoined: hasAppends) else { return nil }
        (self.tokens, self.updates) = (tokens, updates)
        (called, ranked) = Self.sorted(calls: calls, ends: ends)
        var rankOf = Array(repeating: Int.max, count: history.count)
        for (rank, place) in ranked.enumerated() { rankOf[place] = rank }
        self.rankOf = rankOf
    }

    /// All updates that had a part in the values that some reads found, as far as these can be understood.
    func updates(in reads: [Int]) -> [Int] {
        reads.flatMap { place -> [Int] in
            guard case .read(var text) = operations[place] else { return [] }
            var found: [Int] = []
            text.withUTF8 { bytes in
                var offset = 0
                while let token = tokens.token(at: offset, of: bytes) {
                    found.append(updates[token.number])
                    offset = token.end
                }
            }
            return found
        }
    }

    /// Writes of nothing that returned before anything else was written: a client's way to begin a key.
    private static func firstEmptyWrites(_ operations: [TextOperation], calls: [Int], ends: [Int?]) -> [Int] {
        var firstCall = Int.max
        for (place, operation) in operations.enumerated() {
            switch operation {
            case .write(let text) where !text.isEmpty: firstCall = min(firstCall, calls[place])
            case .append: firstCall = min(firstCall, calls[place])
            default: break
            }
        }
        return operations.indices.filter { operations[$0] == .write("") && ends[$0].map { $0 < firstCall } ?? false }
    }

    private static func sorted(calls: [Int], ends: [Int?]) -> (called: [Int], ranked: [Int]) {
        let called = calls.indices.sorted { (calls[$0], $0) < (calls[$1], $1) }
        let ranked = ends.indices.filter { ends[$0] != nil }.sorted { (ends[$0]!, $0) < (ends[$1]!, $1) }
        return (called, ranked)
    }
}
