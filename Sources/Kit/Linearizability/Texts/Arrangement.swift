/// The only order in which the operations on a text need to be tried.
///
/// All that is known of an epoch forms a block in which only reads of the same value may change places, and updates that
/// nobody saw are blocks of their own. So only the order of the blocks is open. Let `first` be the earliest return in a
/// block and `last` the latest call: block A must come before B if A.first < B.last. With blocks sorted by
/// first + last, an operation x of A that stands before y of B, but was called after y had returned, shows that the blocks
/// need each other first: B.first ≤ y.end < x.call ≤ A.last and A.first + A.last ≤ B.first + B.last give A.first < B.last.
/// So one sweep over that order decides; these are the zones of Gibbons and Korach ("Testing Shared Memories", 1997).
struct Arrangement {
    /// The operations in that order.
    let order: [Int]
    /// Operations that can't be explained by themselves; empty if the order respects real time.
    let suspects: [Int]

    /// - Parameters:
    ///   - history: the operations.
    ///   - epochs: what its reads say.
    ///   - certain: how many operations, in the order of their returns, are certain; of the later reads nothing is known,
    ///     and later updates may have taken effect at any time since their call, or not at all.
    init(_ history: TextHistory, _ epochs: Epochs, certain: Int) {
        var blocks = Blocks(history, epochs, certain: certain)
        order = blocks.sort()
        suspects = blocks.suspects(in: order)
    }
}

private struct Blocks {
    private let history: TextHistory
    private let epochs: Epochs
    private let certain: Int
    /// For each epoch, the greatest position of a read in it; -1 if there is none.
    private var lastReads: [Int]
    /// For each operation, its block; -1 for what is left out. Epochs are the first blocks.
    private var blockOf: [Int]
    private var first: [Int]
    private var last: [Int]

    init(_ history: TextHistory, _ epochs: Epochs, certain: Int) {
        (self.history, self.epochs, self.certain) = (history, epochs, certain)
        lastReads = Array(repeating: -1, count: epochs.count)
        blockOf = Array(repeating: -1, count: history.operations.count)
        first = Array(repeating: .max, count: epochs.count)
        last = Array(repeating: .min, count: epochs.count)
        for place in history.ranked[..<certain] where epochs.positionOf[place] % 2 == 1 {
            let epoch = epochs.epochOf[place]
            lastReads[epoch] = max(lastReads[epoch], epochs.positionOf[place])
        }
        for place in history.called { assignBlock(place) }
    }

    private mutating func assignBlock(_ place: Int) {
        let epoch = epochs.epochOf[place]
        let isCertain = history.rankOf[place] < certain
        let isRead = epochs.positionOf[place] % 2 == 1
        if epoch >= 0, isRead ? isCertain : epochs.positionOf[place] < lastReads[epoch] {
            blockOf[place] = epoch
        } else if isCertain {
            blockOf[place] = first.count
            first.append(.max)
            last.append(.min)
        } else {
            return
        }
        let block = blockOf[place]
        last[block] = max(last[block], history.calls[place])
        if isCertain, let end = history.ends[place] { first[block] = min(first[block], end) }
    }

    /// All operations, block by block, and by their positions within.
    mutating func sort() -> [Int] {
        // Nothing comes before the first epoch; the sums of the others may be too large for an Int.
        let sums = first.indices.map { Int128(first[$0]) + Int128(last[$0]) }
        let sorted = [0] + first.indices.dropFirst().sorted { (sums[$0], $0) < (sums[$1], $1) }
        // A counting sort: a row for each position of each block, and those who were called first come first in it.
        var firstRows = Array(repeating: 0, count: first.count)
        var rows = 0
        for block in sorted {
            firstRows[block] = rows
            rows += block < epochs.count ? max(lastReads[block], 0) + 1 : 1
        }
        func row(of place: Int) -> Int {
            let block = blockOf[place]
            return firstRows[block] + (block < epochs.count ? epochs.positionOf[place] : 0)
        }
        let placed = history.called.filter { blockOf[$0] >= 0 }
        var starts = Array(repeating: 0, count: rows + 1)
        for place in placed { starts[row(of: place) + 1] += 1 }
        for row in 0..<rows { starts[row + 1] += starts[row] }
        var order = Array(repeating: 0, count: placed.count)
        for place in placed {
            let row = row(of: place)
            order[starts[row]] = place
            starts[row] += 1
        }
        return order
    }

    /// If an operation stands before one that had returned when it was called: both, and what says that they must.
    func suspects(in order: [Int]) -> [Int] {
        var (earliest, earliestEnd) = (-1, Int.max)
        for place in order.reversed() {
            if history.calls[place] > earliestEnd { return suspects(place, earliest) }
            if history.rankOf[place] < certain, let end = history.ends[place], end < earliestEnd {
                (earliest, earliestEnd) = (place, end)
            }
        }
        return []
    }

    private func suspects(_ early: Int, _ late: Int) -> [Int] {
        let (a, b) = (blockOf[early], blockOf[late])
        var suspects = [early, late]
        for block in [a, b] where block < epochs.count {
            suspects += history.ranked[..<certain].filter {
                blockOf[$0] == block && epochs.positionOf[$0] == lastReads[block]
            }.prefix(1)
        }
        if a != b {
            suspects += history.ranked[..<certain].filter { blockOf[$0] == a }.prefix(1)
            suspects += history.called.filter { blockOf[$0] == b }.suffix(1)
        }
        return suspects.filter { history.rankOf[$0] < certain }
    }
}
