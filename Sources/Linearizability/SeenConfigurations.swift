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
    mutating func insert(rank: Int, state: Int, mask: [UInt64]) -> Bool {
        let key = [UInt64(rank) << 32 | UInt64(state) + 1] + mask[..<returnedWords]
        let (number, isNew) = table.insert(key)
        guard openWords > 0 else { return isNew }
        let open = mask[returnedWords...]
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

/// A flat open-addressing table of short rows of numbers, because a search sees millions of them.
private struct WordTable {
    /// How many words a row has.
    private let stride: Int
    /// All rows, in the order in which they were added.
    private var rows: [UInt64] = []
    /// For each place, the number of the row that stands there; -1 for none.
    private var places: [Int32]
    private var count: Int { rows.count / stride }

    /// - Parameter stride: how many words a row has.
    init(stride: Int) {
        self.stride = stride
        places = Array(repeating: -1, count: 1 << 10)
    }

    /// Adds a row, if it isn't there.
    /// - Returns: its number, and whether it is new.
    mutating func insert(_ row: [UInt64]) -> (number: Int, isNew: Bool) {
        if count * 2 >= places.count { grow() }
        let place = place(of: row[...])
        if places[place] >= 0 { return (Int(places[place]), false) }
        places[place] = Int32(count)
        rows.append(contentsOf: row)
        return (count - 1, true)
    }

    /// Where a row stands, or would.
    private func place(of row: ArraySlice<UInt64>) -> Int {
        var place = Int(truncatingIfNeeded: Self.hash(row)) & (places.count - 1)
        while places[place] >= 0 {
            let start = Int(places[place]) * stride
            if rows[start..<start + stride].elementsEqual(row) { break }
            place = (place + 1) & (places.count - 1)
        }
        return place
    }

    private mutating func grow() {
        places = Array(repeating: -1, count: places.count * 2)
        for number in 0..<count {
            places[place(of: rows[number * stride..<(number + 1) * stride])] = Int32(number)
        }
    }

    /// The finaliser of splitmix64, word by word: near numbers land far apart.
    private static func hash(_ row: ArraySlice<UInt64>) -> UInt64 {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
        for word in row {
            hash = (hash ^ word) &* 0xbf58_476d_1ce4_e5b9
            hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
            hash ^= hash >> 31
        }
        return hash
    }
}
