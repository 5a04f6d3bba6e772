/// What the reads of a text say about the order of its updates.
///
/// A write begins an *epoch*; so does the beginning, with nothing. Each value that was read is that of a write, or
/// nothing, and then of appends: the longest value of an epoch says which of them belong to it and in which order, and all
/// others must be beginnings of it. That is Gibbons and Korach's clusters of a write and its reads ("Testing Shared
/// Memories", 1997), with appends.
struct Epochs {
    /// Reads that contradict each other, or one that contradicts itself: found at the first return where that shows.
    private(set) var clash: (rank: Int, reads: [Int])?
    /// For each operation, its epoch; -1 for updates that nobody saw. The first epoch is number 0.
    private(set) var epochOf: [Int]
    /// For each operation that has an epoch, its position there: 2 for the first update and 3 for reads of no more than
    /// it, 4 for the second, and so on. Operations of the same position may be in any order.
    private(set) var positionOf: [Int]
    var count: Int { epochs.count }

    private let history: TextHistory
    private var epochs = [Epoch(value: "")]

    private struct Epoch {
        /// The longest value that was read.
        var value: String
        /// By which operation; nil if nobody read more than what began the epoch.
        var longestRead: Int?
        /// How many bytes the value had after each update.
        var ends: [Int] = []

        /// How many updates make so many bytes of the value; nil if it would be a part of one.
        func updates(within length: Int) -> Int? {
            guard length > 0 else { return 0 }
            var (low, high) = (0, ends.count)
            while low < high {
                let middle = (low + high) / 2
                if ends[middle] < length { low = middle + 1 } else { high = middle }
            }
            return low < ends.count && ends[low] == length ? low + 1 : nil
        }
    }

    init(_ history: TextHistory) {
        self.history = history
        epochOf = Array(repeating: -1, count: history.operations.count)
        positionOf = Array(repeating: 0, count: history.operations.count)
        for (rank, place) in history.ranked.enumerated() {
            guard case .read(let value) = history.operations[place] else { continue }
            if let reads = add(place, value) {
                clash = (rank, reads)
                return
            }
        }
    }

    /// Adds a read.
    /// - Returns: nil, or reads that can't all be right.
    private mutating func add(_ read: Int, _ value: String) -> [Int]? {
        guard let number = epoch(of: value) else { return [read] }
        let longest = epochs[number].value
        let length = value.utf8.count
        if length > longest.utf8.count {
            guard value.hasPrefix(longest) else { return [read] + others(number) }
            if let reads = extend(number, to: value, by: read) { return reads }
        } else {
            guard longest.hasPrefix(value) else { return [read] + others(number) }
        }
        guard let updates = epochs[number].updates(within: length) else {
            return [read] + others(number)
        }
        epochOf[read] = number
        positionOf[read] = 2 * updates + 1
        return nil
    }

    /// The epoch that a value belongs to, which is new if nobody has read it yet; nil if nobody wrote its beginning.
    private mutating func epoch(of value: String) -> Int? {
        if value.isEmpty { return 0 }
        var value = value
        guard let token = value.withUTF8({ history.tokens.token(at: 0, of: $0) }) else { return nil }
        let update = history.updates[token.number]
        guard case .write(let text) = history.operations[update] else { return 0 }
        if epochOf[update] < 0 {
            (epochOf[update], positionOf[update]) = (epochs.count, 2)
            epochs.append(Epoch(value: text, ends: [token.end]))
        }
        return epochOf[update]
    }

    /// Takes what a value has more than the longest yet as appends of the epoch.
    private mutating func extend(_ number: Int, to value: String, by read: Int) -> [Int]? {
        var text = value
        let reads = text.withUTF8 { bytes -> [Int]? in
            var offset = epochs[number].ends.last ?? 0
            while offset < bytes.count {
                guard let token = history.tokens.token(at: offset, of: bytes) else { return [read] }
                let update = history.updates[token.number]
                guard case .append = history.operations[update] else { return [read] }
                guard epochOf[update] < 0 else { return [read] + others(epochOf[update]) }
                epochs[number].ends.append(token.end)
                (epochOf[update], positionOf[update]) = (number, 2 * epochs[number].ends.count)
                offset = token.end
            }
            return nil
        }
        if reads == nil { (epochs[number].value, epochs[number].longestRead) = (value, read) }
        return reads
    }

    private func others(_ number: Int) -> [Int] { epochs[number].longestRead.map { [$0] } ?? [] }
}
