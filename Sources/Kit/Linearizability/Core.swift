/// The smallest part of a history that still can't be explained, found by relaxing it step by step. Relaxing must be
/// sound: a read may be dropped, but an update may only be made optional (it never returned), for without it reads of its
/// value would be wrong that were right.
@specialized(where Object == KeyValueModel)
@specialized(where Object == CompareAndSetRegister)
func minimalCore<Object: Model>(
    of operations: [ClientOperation<Object.Input, Object.Output>], _ refutation: Refutation, _ model: Object
) -> [Int] {
    if let conflict = refutation.conflict { return minimalCore(of: operations, conflict, model) }
    var attempts =
        if let texts = textOperations(operations, model) {
            Attempts(NumberedHistory(texts, ReadText(texts)))
        } else {
            Attempts(NumberedHistory(operations, model))
        }
    return minimalCore(of: attempts.failingPrefix(from: refutation.stuck)) { attempts.isUnexplained($0) }
}

/// The same where it is known which operations can't be explained by themselves.
private func minimalCore<Object: Model>(
    of operations: [ClientOperation<Object.Input, Object.Output>], _ conflict: Conflict, _ model: Object
) -> [Int] {
    let isSuspect = Set(conflict.suspects)
    let places = isSuspect.union(conflict.context).sorted()
    let concerned = places.map { operations[$0] }
    let suspects = places.indices.filter { isSuspect.contains(places[$0]) }
    let core = minimalCore(of: suspects) { kept in
        var steps = attemptBudget
        if case .none = explain(relaxed(concerned, keeping: kept, model), model, steps: &steps) { return true }
        return false
    }
    return core.map { places[$0] }
}

/// The steps that all attempts for one core may take.
private let coreBudget = 3_000_000
/// The steps that one attempt may take; without a verdict the operation stays.
private let attemptBudget = 200_000

/// Operations of which none can be left out.
///
/// Whatever can be explained still can if less is certain. So if the last of some suspects is needed together with all
/// later ones, it is needed for good, and those before the first such one are not needed at all: halving finds it, and it
/// is never looked at again (as in Junker's QuickXplain, 2004).
/// - Parameters:
///   - suspects: operations that can't be explained; those at the end are rather kept.
///   - isUnexplained: whether some of them can't be.
private func minimalCore(of suspects: [Int], _ isUnexplained: ([Int]) -> Bool) -> [Int] {
    var core: [Int] = []
    var rest = suspects[...]
    while true {
        // The fewest of the rest, from its end on, that can't be explained together with the core.
        var (low, high) = (core.isEmpty ? 1 : 0, rest.count)
        while low < high {
            let middle = (low + high) / 2
            if isUnexplained(rest.suffix(middle) + core) { high = middle } else { low = middle + 1 }
        }
        guard low > 0 else { return core.sorted() }
        core.append(rest[rest.endIndex - low])
        rest = rest.suffix(low - 1)
    }
}

/// Searches of one history in which only some operations are certain.
private struct Attempts {
    private var history: NumberedHistory
    private var steps = coreBudget
    /// For each effect, whether it must not be taken for repeatable.
    private var isEndless: [Bool]

    init(_ history: NumberedHistory) {
        self.history = history
        isEndless = Array(repeating: false, count: history.effectCount)
    }

    /// The operations up to the first return after which no order explains the history, in the order of their returns.
    /// - Parameter stuck: an operation before whose return there is such an order.
    mutating func failingPrefix(from stuck: Int) -> [Int] {
        var low = history.returned.firstIndex(of: stuck)! + 1
        var high = history.returned.count
        // It is nearly always that operation.
        var middle = low
        while low < high {
            if isUnexplained(Array(history.returned[..<middle])) { high = middle } else { low = middle + 1 }
            middle = (low + high) / 2
        }
        return Array(history.returned[..<low])
    }

    /// Whether the history can't be explained, if only some operations are certain.
    mutating func isUnexplained(_ kept: [Int]) -> Bool {
        var isCertain = Array(repeating: false, count: history.calls.count)
        for place in kept { isCertain[place] = true }
        var relaxation = Relaxation(of: history, isCertain: isCertain, isRepeatable: isEndless.map { !$0 })
        var left = min(steps, attemptBudget)
        steps -= left
        defer { steps += left }
        while true {
            var search = Search(history, relaxation)
            switch search.run(&history.transitions, steps: &left) {
            case .none: return true
            case .exhausted: return false
            case .endless(let effect):
                isEndless[effect] = true
                relaxation.isRepeatable[effect] = false
            case .found(let path):
                let overused = relaxation.overused(in: path, of: history)
                if overused.isEmpty { return false }
                for effect in overused { relaxation.isRepeatable[effect] = false }
            }
        }
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
