/// What a history is.
public enum Verdict: Sendable, Equatable {
    /// It could have come from the object: the operations of each partition in an order that explains it, by their
    /// places in the history. Operations that never returned may be left out.
    case linearizable([String: [Int]])
    /// It could not, and why.
    case notLinearizable(Evidence)
    /// The budget ran out before either was known. That is no pass.
    case undecided
}

/// Why a history is not linearizable. Operations are named by their places in the history.
public struct Evidence: Sendable, Equatable {
    /// The partition that can't be explained.
    public let partition: String
    /// The longest beginning of an order that explains it.
    public let longestPrefix: [Int]
    /// The operation that can't be placed after it: the first to return of those that are left.
    public let stuck: Int
    /// Operations that can't be explained by themselves, and no longer if one of them is left out: a read that is
    /// dropped, or an update of which it is not known any more whether and when it took effect.
    public let core: [Int]
}

/// Whether a history is linearizable: whether each operation can have taken effect at one moment between its call and
/// its return (Herlihy and Wing 1990).
///
/// ```swift
/// let verdict = try check(history, KeyValueModel(), budget: 10_000_000)
/// ```
/// - Parameters:
///   - history: the operations, in any order.
///   - model: the object.
///   - budget: how often the model may be asked; a step takes well under a microsecond. Partitions that are texts with
///     unique tokens (`Model.textOperation`) need none: they are sorted (Gibbons and Korach 1997), not searched.
/// - Returns: the verdict; the same for the same history on any machine, because no clock is read.
/// - Throws: `MalformedHistory` if an operation returns before its call, or a client asks two things at once.
@specialized(where Object == KeyValueModel)
@specialized(where Object == CompareAndSetRegister)
public func check<Object: Model>(
    _ history: [ClientOperation<Object.Input, Object.Output>], _ model: Object, budget: Int = 10_000_000
) throws -> Verdict {
    var steps = budget
    return try check(history, model, steps: &steps)
}

/// The same, for those who want to know how much of the budget it took.
/// - Parameters:
///   - history: the operations, in any order.
///   - model: the object.
///   - steps: how often the model may be asked; what is left comes back in it. Making the core smaller is not counted.
/// - Returns: the verdict.
/// - Throws: `MalformedHistory` if an operation returns before its call, or a client asks two things at once.
@specialized(where Object == KeyValueModel)
@specialized(where Object == CompareAndSetRegister)
public func check<Object: Model>(
    _ history: [ClientOperation<Object.Input, Object.Output>], _ model: Object, steps: inout Int
) throws -> Verdict {
    try validate(history)
    var partitions: [String: [Int]] = [:]
    for (place, operation) in history.enumerated() {
        partitions[model.partition(of: operation.input), default: []].append(place)
    }
    var isUndecided = false
    var orders: [String: [Int]] = [:]
    for name in partitions.keys.sorted() {
        let places = partitions[name]!
        let operations = places.map { history[$0] }
        switch explain(operations, model, steps: &steps) {
        case .found(let order):
            orders[name] = order.map { places[$0] }
        case .none(let refutation):
            let core = minimalCore(of: operations, refutation, model)
            return .notLinearizable(
                Evidence(
                    partition: name, longestPrefix: refutation.longest.map { places[$0] },
                    stuck: places[refutation.stuck],
                    core: core.map { places[$0] }))
        case .exhausted:
            isUndecided = true
        }
    }
    return isUndecided ? .undecided : .linearizable(orders)
}

/// Whether anything can be said about a history.
func validate<Input, Output>(_ history: [ClientOperation<Input, Output>]) throws(MalformedHistory) {
    var lastEnds: [Int: Int?] = [:]
    let byCall = history.indices.sorted { (history[$0].call, $0) < (history[$1].call, $1) }
    for place in byCall {
        let operation = history[place]
        if let end = operation.end, end < operation.call {
            throw MalformedHistory(
                place: place,
                description:
                    "operation \(place) of client \(operation.client) ends at \(end), before its call at \(operation.call)."
            )
        }
        if let last = lastEnds[operation.client], last == nil || last! > operation.call {
            throw MalformedHistory(
                place: place,
                description:
                    "client \(operation.client) begins operation \(place) while an earlier one of its own is open.")
        }
        lastEnds[operation.client] = .some(operation.end)
    }
}
