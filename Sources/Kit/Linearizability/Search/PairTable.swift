/// A flat open-addressing table from two numbers to one, because a search looks into it at every step.
struct PairTable {
    private var entries = Array(repeating: Entry.none, count: 1 << 8)
    private var count = 0

    /// Both numbers and their value stand together, so that a look costs one miss of the cache.
    private struct Entry {
        /// The numbers; all ones if nothing stands here.
        let pair: UInt64
        let value: Int32

        static let none = Entry(pair: .max, value: 0)
    }

    /// - Parameters:
    ///   - left: the first number; not negative and less than 2³¹, like all of them.
    ///   - right: the second one.
    ///   - compute: finds the value, if the pair is new.
    mutating func value(_ left: Int, _ right: Int, _ compute: () -> Int) -> Int {
        let pair = UInt64(left) << 32 | UInt64(right)
        let place = place(of: pair)
        if entries[place].pair == pair { return Int(entries[place].value) }
        let value = compute()
        entries[place] = Entry(pair: pair, value: Int32(value))
        count += 1
        if count * 2 > entries.count { grow() }
        return value
    }

    /// Where a pair stands, or would.
    private func place(of pair: UInt64) -> Int {
        // Fibonacci hashing, as Knuth calls it: the high bits of a product with the golden ratio.
        var place = Int((pair &* 0x9e37_79b9_7f4a_7c15) >> 32) & (entries.count - 1)
        while entries[place].pair != pair, entries[place].pair != .max { place = (place + 1) & (entries.count - 1) }
        return place
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: .none, count: old.count * 2)
        for entry in old where entry.pair != .max { entries[place(of: entry.pair)] = entry }
    }
}
