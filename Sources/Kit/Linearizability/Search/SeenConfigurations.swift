/// The configurations that a search has seen.
struct SeenConfigurations {
    private let returnedWords: Int
    private let openWords: Int
    private var table: WordTable
    /// The sets of operations without a return that configurations were seen with, one after the other.
    private var openSets: [UInt64] = []
    /// For each of them, the one after it of the same configuration; -1 if there is none.
    private var nextSet: [Int32] = []
    /// For each configuration of rank, state and operations that returned, its first set: none contains another.
    private var firstSet: [Int32] = []

    /// - Parameters:
    ///   - returnedWords: how many words of a mask are about operations that returned.
    ///   - openWords: how many words after them are about the others.
    init(returnedWords: Int, openWords: Int) {
        self.returnedWords = returnedWords
        self.openWords = openWords
        table = WordTable(stride: returnedWords + 1)
    }

    /// Adds a configuration, whose mask begins somewhere in an array of masks.
    /// - Returns: whether it can do anything that none seen before could.
    mutating func insert(rank: Int, state: Int, _ masks: [UInt64], from start: Int) -> Bool {
        let (number, isNew) = table.insert(UInt64(rank) << 32 | UInt64(state), masks, from: start)
        guard openWords > 0 else { return isNew }
        let new = nextSet.count
        for word in 0..<openWords { openSets.append(masks[start + returnedWords + word]) }
        nextSet.append(-1)
        if isNew {
            firstSet.append(Int32(new))
            return true
        }
        return add(new, to: number)
    }

    /// Adds the set that was written last to a configuration, instead of those that contain it, unless it contains one.
    private mutating func add(_ new: Int, to configuration: Int) -> Bool {
        var last = -1
        var set = Int(firstSet[configuration])
        while set >= 0 {
            let next = nextSet[set]
            if isSubset(set, of: new) {
                openSets.removeLast(openWords)
                nextSet.removeLast()
                return false
            }
            if !isSubset(new, of: set) {
                last = set
            } else if last < 0 {
                firstSet[configuration] = next
            } else {
                nextSet[last] = next
            }
            set = Int(next)
        }
        if last < 0 { firstSet[configuration] = Int32(new) } else { nextSet[last] = Int32(new) }
        return true
    }

    private func isSubset(_ small: Int, of large: Int) -> Bool {
        for word in 0..<openWords where openSets[small * openWords + word] & ~openSets[large * openWords + word] != 0 {
            return false
        }
        return true
    }
}
