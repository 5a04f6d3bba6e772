/// The configurations that a search has seen.
struct SeenConfigurations {
    private let returnedWords: Int
    private let openWords: Int
    private var table: WordTable
    /// For each configuration of rank, state and operations that returned: the sets of operations without a return that
    /// it was seen with, none of which contains another.
    private var openSets: [[ArraySlice<UInt64>]] = []

    /// - Parameters:
    ///   - returnedWords: how many words of a mask are about operations that returned.
    ///   - openWords: how many words after them are about the others.
    init(returnedWords: Int, openWords: Int) {
        self.returnedWords = returnedWords
        self.openWords = openWords
        table = WordTable(stride: returnedWords + 1)
    }

    /// Adds a configuration.
    /// - Returns: whether it can do anything that none seen before could.
    mutating func insert(rank: Int, state: Int, mask: ArraySlice<UInt64>) -> Bool {
        let (number, isNew) = table.insert(UInt64(rank) << 32 | UInt64(state) + 1, mask.prefix(returnedWords))
        guard openWords > 0 else { return isNew }
        let open = mask.dropFirst(returnedWords)
        if isNew {
            openSets.append([open])
            return true
        }
        if openSets[number].contains(where: { Self.isSubset($0, of: open) }) { return false }
        openSets[number].removeAll { Self.isSubset(open, of: $0) }
        openSets[number].append(open)
        return true
    }

    private static func isSubset(_ small: ArraySlice<UInt64>, of large: ArraySlice<UInt64>) -> Bool {
        zip(small, large).allSatisfy { $0 & ~$1 == 0 }
    }
}
