import Linearizability

/// Replays an order that the checker gave, by itself: every operation that returned once, in real time's order, with the
/// answers that the model gives.
func isWitness<Object: Model>(
    _ order: [Int], of history: [ClientOperation<Object.Input, Object.Output>], partition: String, _ model: Object
) -> Bool {
    let isPlaced = Set(order)
    return replays(order, of: history, model)
        && history.indices.allSatisfy {
            isPlaced.contains($0) || history[$0].end == nil || model.partition(of: history[$0].input) != partition
        }
}

/// Replays the longest prefix of some evidence: of those left out, `stuck` returned first.
func isBeginning<Object: Model>(
    _ evidence: Evidence, of history: [ClientOperation<Object.Input, Object.Output>], _ model: Object
) -> Bool {
    let isPlaced = Set(evidence.longestPrefix)
    let left = history.indices.filter {
        !isPlaced.contains($0) && model.partition(of: history[$0].input) == evidence.partition
    }
    guard let first = left.compactMap({ history[$0].end }).min(), history[evidence.stuck].end == first else {
        return false
    }
    return left.contains(evidence.stuck) && evidence.longestPrefix.allSatisfy { history[$0].call <= first }
        && replays(evidence.longestPrefix, of: history, model)
}

private func replays<Object: Model>(
    _ order: [Int], of history: [ClientOperation<Object.Input, Object.Output>], _ model: Object
) -> Bool {
    guard Set(order).count == order.count else { return false }
    var state = model.initialState
    for place in order {
        guard let next = model.step(state, history[place].input, history[place].output) else { return false }
        state = next
    }
    var earliestEnd = Int.max
    for place in order.reversed() {
        if history[place].call > earliestEnd { return false }
        earliestEnd = min(earliestEnd, history[place].end ?? .max)
    }
    return true
}
