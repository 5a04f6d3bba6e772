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
