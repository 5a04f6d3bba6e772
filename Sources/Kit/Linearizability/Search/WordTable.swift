/// A flat open-addressing table of short rows of numbers, because a search sees millions of them.
struct WordTable {
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
        places = Array(repeating: -1, count: 1 << 6)
    }

    /// Adds a row, if it isn't there.
    /// - Parameters:
    ///   - head: its first word.
    ///   - words: holds the others.
    ///   - start: where they begin.
    /// - Returns: its number, and whether it is new.
    mutating func insert(_ head: UInt64, _ words: [UInt64], from start: Int) -> (number: Int, isNew: Bool) {
        let number = count
        if number * 2 >= places.count { grow() }
        // It is written where it will stay, and taken back if it isn't new.
        rows.append(head)
        for word in start..<start + stride - 1 { rows.append(words[word]) }
        let place = place(of: number)
        if places[place] >= 0 {
            rows.removeLast(stride)
            return (Int(places[place]), false)
        }
        places[place] = Int32(number)
        return (number, true)
    }

    /// Where a row stands, or one that is equal to it, or where it would.
    private func place(of number: Int) -> Int {
        var place = Int(truncatingIfNeeded: hash(number)) & (places.count - 1)
        while places[place] >= 0, !areEqual(Int(places[place]), number) { place = (place + 1) & (places.count - 1) }
        return place
    }

    private func areEqual(_ left: Int, _ right: Int) -> Bool {
        for word in 0..<stride where rows[left * stride + word] != rows[right * stride + word] { return false }
        return true
    }

    private mutating func grow() {
        places = Array(repeating: -1, count: places.count * 2)
        for number in 0..<count { places[place(of: number)] = Int32(number) }
    }

    /// The finaliser of splitmix64, word by word: near numbers land far apart.
    private func hash(_ number: Int) -> UInt64 {
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
        for word in rows[number * stride..<(number + 1) * stride] {
            hash = (hash ^ word) &* 0xbf58_476d_1ce4_e5b9
            hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
            hash ^= hash >> 31
        }
        return hash
    }
}
