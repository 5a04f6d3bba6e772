/// What is found out about one partition. Operations are named by their places in it.
enum Outcome {
    /// The operations in an order that explains them; those that never returned may be left out.
    case found([Int])
    /// There is no such order.
    case none(Refutation)
    /// The budget ran out.
    case exhausted
}

/// What is known about operations that have no explanation.
struct Refutation {
    /// The longest beginning of an order that was found.
    let longest: [Int]
    /// The operation that returned first of those not in it.
    let stuck: Int
    /// Why, if it is known.
    let conflict: Conflict?
}

/// Operations that can't be explained, whatever the others did.
struct Conflict {
    /// The operations, among them perhaps some that could be left out.
    let suspects: [Int]
    /// All others that matter to them: updates of which they heard.
    let context: [Int]
}

/// Looks for an explanation of one partition: by what its tokens say if each is unique, otherwise by search, of a text
/// with what nobody read left out if it is one.
/// - Parameter steps: how often the model may be asked; what is left comes back in it.
@specialized(where Object == KeyValueModel)
@specialized(where Object == CompareAndSetRegister)
func explain<Object: Model>(
    _ operations: [ClientOperation<Object.Input, Object.Output>], _ model: Object, steps: inout Int
) -> Outcome {
    if let texts = textOperations(operations, model) {
        if let history = TextHistory(texts) { return explain(history) }
        return explain(NumberedHistory(texts, ReadText(texts)), steps: &steps)
    }
    return explain(NumberedHistory(operations, model), steps: &steps)
}

private func explain(_ history: NumberedHistory, steps: inout Int) -> Outcome {
    var history = history
    var search = Search(history)
    switch search.run(&history.transitions, steps: &steps) {
    case .found(let order): return .found(order)
    case .exhausted, .endless: return .exhausted
    case .none(let longest, let rank):
        return .none(Refutation(longest: longest, stuck: history.returned[rank], conflict: nil))
    }
}
