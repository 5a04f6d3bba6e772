/// The smallest part of a history that still can't be explained, found by relaxing it step by step. Relaxing must be
/// sound: a read may be dropped, but an update may only be made optional (it never returned), for without it reads of its
/// value would be wrong that were right.
@specialized(where Object == KeyValueModel)
@specialized(where Object == CompareAndSetRegister)
func minimalCore<Object: Model>(
    of operations: [ClientOperation<Object.Input, Object.Output>], _ refutation: Refutation, _ model: Object
) -> [Int] {
    var steps = coreBudget
    guard let conflict = refutation.conflict else {
        let suspects = failingPrefix(of: operations, model, &steps)
        return shrunk(suspects, of: operations, model, &steps)
    }
    let isSuspect = Set(conflict.suspects)
    let places = isSuspect.union(conflict.context).sorted()
    let suspects = places.indices.filter { isSuspect.contains(places[$0]) }
    return shrunk(suspects, of: places.map { operations[$0] }, model, &steps).map { places[$0] }
}

private func shrunk<Object: Model>(
    _ suspects: [Int], of operations: [ClientOperation<Object.Input, Object.Output>], _ model: Object,
    _ steps: inout Int
) -> [Int] {
    var kept = suspects
    // Larger bites first: most of a history has nothing to do with what is wrong in it.
    var bite = max(1, kept.count / 2)
    while true {
        var start = 0
        var isSmaller = false
        while start < kept.count {
            let without = Array(kept[..<start] + kept[min(start + bite, kept.count)...])
            if isUnexplained(relaxed(operations, keeping: without, model), model, &steps) {
                kept = without
                isSmaller = true
            } else {
                start += bite
            }
        }
        if bite == 1, !isSmaller { return kept }
        bite = max(1, bite / 2)
    }
}

/// The steps that all attempts for one core may take.
private let coreBudget = 3_000_000
/// The steps that one attempt may take; without a verdict the operation stays.
private let attemptBudget = 200_000

private func isUnexplained<Object: Model>(
    _ operations: [ClientOperation<Object.Input, Object.Output>], _ model: Object, _ steps: inout Int
) -> Bool {
    let budget = min(steps, attemptBudget)
    var left = budget
    defer { steps -= budget - left }
    if case .none = explain(operations, model, steps: &left) { return true }
    return false
}

/// The operations up to the first return after which no order explains the history, by halving.
private func failingPrefix<Object: Model>(
    of operations: [ClientOperation<Object.Input, Object.Output>], _ model: Object, _ steps: inout Int
) -> [Int] {
    let ends = operations.compactMap(\.end).sorted()
    var (low, high) = (0, ends.count - 1)
    while low < high {
        let middle = (low + high) / 2
        if isUnexplained(cut(operations, after: ends[middle]), model, &steps) {
            high = middle
        } else {
            low = middle + 1
        }
    }
    return operations.indices.filter { operations[$0].call <= ends[low] && operations[$0].end != nil }
        .filter { operations[$0].end! <= ends[low] }
}

private func cut<Input, Output>(
    _ operations: [ClientOperation<Input, Output>], after time: Int
) -> [ClientOperation<Input, Output>] {
    operations.filter { $0.call <= time }.map { operation in
        var cut = operation
        if let end = operation.end, end > time { (cut.output, cut.end) = (nil, nil) }
        return cut
    }
}

/// The history in which only some operations are certain.
private func relaxed<Object: Model>(
    _ operations: [ClientOperation<Object.Input, Object.Output>], keeping kept: [Int], _ model: Object
) -> [ClientOperation<Object.Input, Object.Output>] {
    let isKept = Set(kept)
    return operations.indices.compactMap { place in
        if isKept.contains(place) { return operations[place] }
        let operation = operations[place]
        guard !model.isReadOnly(operation.input, operation.output) else { return nil }
        return ClientOperation(
            client: operation.client, input: operation.input, output: nil, call: operation.call, end: nil)
    }
}
