/// Numbers for values, in the order in which they are seen first.
///
/// A flat open-addressing table that keeps the hashes: states may be long texts, and a dictionary would hash them all anew
/// whenever it grows.
struct Numbering<Value: Hashable> {
    private(set) var values: [Value] = []
    private var hashes: [Int] = []
    /// For each place, the number of the value that stands there; -1 for none.
    private var places = Array(repeating: Int32(-1), count: 1 << 6)

    mutating func number(of value: Value) -> Int {
        let hash = value.hashValue
        var place = hash & (places.count - 1)
        while places[place] >= 0 {
            let number = Int(places[place])
            if hashes[number] == hash, values[number] == value { return number }
            place = (place + 1) & (places.count - 1)
        }
        places[place] = Int32(values.count)
        values.append(value)
        hashes.append(hash)
        if values.count * 2 > places.count { grow() }
        return values.count - 1
    }

    private mutating func grow() {
        places = Array(repeating: -1, count: places.count * 2)
        for number in hashes.indices {
            var place = hashes[number] & (places.count - 1)
            while places[place] >= 0 { place = (place + 1) & (places.count - 1) }
            places[place] = Int32(number)
        }
    }
}
