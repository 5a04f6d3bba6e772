import Linearizability

/// The definition itself, for small histories: tries every order of every subset that real time allows.
struct BruteForce<Object: Model> {
    let operations: [ClientOperation<Object.Input, Object.Output>]
    let model: Object

    var isLinearizable: Bool { canFinish(Array(repeating: false, count: operations.count), model.initialState) }

    private func canFinish(_ done: [Bool], _ state: Object.State) -> Bool {
        let left = operations.indices.filter { !done[$0] }
        if left.allSatisfy({ operations[$0].end == nil }) { return true }
        return left.contains { candidate in
            // Nothing that is left may have returned before this one was called.
            let isFree = left.allSatisfy { other in
                operations[other].end.map { $0 >= operations[candidate].call } ?? true
            }
            let operation = operations[candidate]
            guard isFree, let next = model.step(state, operation.input, operation.output) else { return false }
            var after = done
            after[candidate] = true
            return canFinish(after, next)
        }
    }
}

/// Replays an order that the checker gave, by itself: every operation that returned once, in real time's order, with the
/// answers that the model gives.
func isWitness<Object: Model>(
    _ order: [Int], of history: [ClientOperation<Object.Input, Object.Output>], partition: String, _ model: Object
) -> Bool {
    guard Set(order).count == order.count else { return false }
    let must = history.indices.filter { model.partition(of: history[$0].input) == partition && history[$0].end != nil }
    guard Set(must).isSubset(of: order) else { return false }
    var state = model.initialState
    for (position, place) in order.enumerated() {
        for later in order[position...] { if let end = history[later].end, end < history[place].call { return false } }
        guard let next = model.step(state, history[place].input, history[place].output) else { return false }
        state = next
    }
    return true
}
