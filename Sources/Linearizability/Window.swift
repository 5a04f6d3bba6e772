/// Which operations were pending at the same time.
struct Window {
    private let spans: [(call: Int, end: Int?)]

    init(_ spans: [(call: Int, end: Int?)]) {
        self.spans = spans
    }

    /// Gives each operation that returned a number that no other has that was pending at the same time. Spans are closed:
    /// at equal times calls come before returns.
    /// - Returns: the numbers, and how many there are.
    func slots() -> (of: [Int], count: Int) {
        var slots = Array(repeating: 0, count: spans.count)
        var free: [Int] = []
        var count = 0
        for (_, isReturn, operation) in events {
            if isReturn {
                free.append(slots[operation])
            } else if let slot = free.popLast() {
                slots[operation] = slot
            } else {
                slots[operation] = count
                count += 1
            }
        }
        return (slots, count)
    }

    private var events: [(time: Int, isReturn: Bool, operation: Int)] {
        var events: [(time: Int, isReturn: Bool, operation: Int)] = []
        for (operation, span) in spans.enumerated() {
            guard let end = span.end else { continue }
            events.append((span.call, false, operation))
            events.append((end, true, operation))
        }
        return events.sorted {
            ($0.time, $0.isReturn ? 1 : 0, $0.operation) < ($1.time, $1.isReturn ? 1 : 0, $1.operation)
        }
    }
}

/// For each operation that returned, which had been called by then and had not returned before, itself included: the most
/// urgent first.
struct Pending {
    private var operations: [Int] = []
    private var starts = [0]

    /// - Parameters:
    ///   - useful: the operations that matter.
    ///   - spans: their calls and returns.
    ///   - ranked: those that returned, in that order.
    ///   - rankOf: for each operation, its place there; the largest number if it never returned.
    init(_ useful: [Int], _ spans: [(call: Int, end: Int?)], ranked: [Int], rankOf: [Int]) {
        let called = useful.sorted { (spans[$0].call, $0) < (spans[$1].call, $1) }
        var next = 0
        var open: [Int] = []
        for rank in ranked.indices {
            while next < called.count, spans[called[next]].call <= spans[ranked[rank]].end! {
                let operation = called[next]
                let place = open.lastIndex { (rankOf[$0], $0) < (rankOf[operation], operation) }
                open.insert(operation, at: place.map { $0 + 1 } ?? 0)
                next += 1
            }
            operations += open
            starts.append(operations.count)
            // Of those that are open it is the first to return.
            open.removeFirst()
        }
    }

    /// Those at the return of a rank.
    subscript(rank: Int) -> ArraySlice<Int> { operations[starts[rank]..<starts[rank + 1]] }
}
