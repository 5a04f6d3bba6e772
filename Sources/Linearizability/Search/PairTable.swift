/// A flat open-addressing table from two numbers to one, because a search looks into it at every step.
struct PairTable {
    /// For each place, the pair that stands there; all ones for none.
    private var pairs: [UInt64]
    private var values: [Int32]
    private var count = 0

    init() {
        pairs = Array(repeating: Self.none, count: 1 << 8)
        values = Array(repeating: 0, count: 1 << 8)
    }

    /// - Parameters:
    ///   - left: the first number; not negative and less than 2³¹, like all of them.
    ///   - right: the second one.
    ///   - compute: finds the value, if the pair is new.
    mutating func value(_ left: Int, _ right: Int, _ compute: () -> Int) -> Int {
        let pair = UInt64(left) << 32 | UInt64(right)
        let place = place(of: pair)
        if pairs[place] == pair { return Int(values[place]) }
        let value = compute()
        (pairs[place], values[place]) = (pair, Int32(value))
        count += 1
        if count * 2 > pairs.count { grow() }
        return value
    }

    /// Where a pair stands, or would.
    private func place(of pair: UInt64) -> Int {
        // Fibonacci hashing, as Knuth calls it: the high bits of a product with the golden ratio.
        var place = Int((pair &* 0x9e37_79b9_7f4a_7c15) >> 32) & (pairs.count - 1)
        while pairs[place] != pair, pairs[place] != Self.none { place = (place + 1) & (pairs.count - 1) }
        return place
    }

    private mutating func grow() {
        let (oldPairs, oldValues) = (pairs, values)
        pairs = Array(repeating: Self.none, count: oldPairs.count * 2)
        values = Array(repeating: 0, count: oldPairs.count * 2)
        for (pair, value) in zip(oldPairs, oldValues) where pair != Self.none {
            let place = place(of: pair)
            (pairs[place], values[place]) = (pair, value)
        }
    }

    private static let none = UInt64.max
}
