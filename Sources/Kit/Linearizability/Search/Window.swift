/// Which operations can be next while a history is walked through in the order of its returns.
struct Window {
    /// The operations that must have taken effect, in the order of their returns.
    let ranked: [Int]
    /// For each operation, its place there; the largest number if it isn't.
    private(set) var rankOf: [Int]
    /// For each of them, a number that no other has that was pending at the same time, and how many there are.
    private(set) var slotOf: [Int]
    private(set) var slots = 0
    /// The operations that may take effect at any time after their call, as they were called.
    let optional: [Int]
    /// For each rank, what was pending when it returned, itself included, the most urgent first: its part of this begins
    /// there.
    private var pending: [Int] = []
    private var starts = [0]
    /// For each rank, how many of the optional operations had been called when it returned.
    private var optionalCounts: [Int] = []

    init(_ history: NumberedHistory, isCertain: [Bool], optional: [Int]) {
        ranked = history.returned.filter { isCertain[$0] }
        rankOf = Array(repeating: .max, count: isCertain.count)
        slotOf = Array(repeating: 0, count: isCertain.count)
        self.optional = optional
        for (rank, operation) in ranked.enumerated() { rankOf[operation] = rank }
        let called = history.called.filter { isCertain[$0] }
        var nextCall = 0
        var optionalCount = 0
        var open: [Int] = []
        var freeSlots: [Int] = []
        for operation in ranked {
            let end = history.ends[operation]!
            // Spans are closed: at equal times calls come before returns.
            while nextCall < called.count, history.calls[called[nextCall]] <= end {
                let new = called[nextCall]
                nextCall += 1
                if freeSlots.isEmpty {
                    freeSlots.append(slots)
                    slots += 1
                }
                slotOf[new] = freeSlots.removeLast()
                let place = open.lastIndex { rankOf[$0] < rankOf[new] }
                open.insert(new, at: place.map { $0 + 1 } ?? 0)
            }
            while optionalCount < optional.count, history.calls[optional[optionalCount]] <= end { optionalCount += 1 }
            pending += open
            starts.append(pending.count)
            optionalCounts.append(optionalCount)
            // Of those that are open it is the first to return.
            open.removeFirst()
            freeSlots.append(slotOf[operation])
        }
    }

    /// The operations that can come before a rank returns, the most urgent first, and those that may wait for ever last.
    /// - Returns: one of them; nil if there are no more.
    func candidate(_ number: Int, at rank: Int) -> Int? {
        let pendingCount = starts[rank + 1] - starts[rank]
        if number < pendingCount { return pending[starts[rank] + number] }
        return number - pendingCount < optionalCounts[rank] ? optional[number - pendingCount] : nil
    }

    /// How many of the candidates at a rank must come at some time.
    func pendingCount(at rank: Int) -> Int { starts[rank + 1] - starts[rank] }
}
