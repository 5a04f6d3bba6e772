/// Whether the operations on a text with tokens of their own have an explanation, in O(n log n) and the bytes read.
/// - Returns: the outcome, which is never `exhausted`.
func explain(_ history: TextHistory) -> Outcome {
    let epochs = Epochs(history)
    let certain = epochs.clash?.rank ?? history.ranked.count
    let arrangement = Arrangement(history, epochs, certain: certain)
    guard arrangement.suspects.isEmpty else { return firstRefutation(history, epochs, arrangement.suspects) }
    guard let clash = epochs.clash else { return .found(arrangement.order) }
    return .none(refutation(history, longest: arrangement.order, stuck: clash.rank, suspects: clash.reads))
}

/// What is wrong at the first return after which there is no explanation.
/// - Parameter suspects: operations that can't be explained by themselves, so nothing is once all of them have returned.
private func firstRefutation(_ history: TextHistory, _ epochs: Epochs, _ suspects: [Int]) -> Outcome {
    func returns(of suspects: [Int]) -> Int { suspects.map { history.rankOf[$0] }.max()! + 1 }
    var suspects = suspects
    var longest: [Int] = []
    var (explained, unexplained) = (0, returns(of: suspects))
    // It is most often that return, or one shortly before: the steps back from it grow, until halving takes over.
    var step = 1
    while unexplained - explained > 1 {
        let count = max(unexplained - step, (explained + unexplained) / 2)
        let arrangement = Arrangement(history, epochs, certain: count)
        if arrangement.suspects.isEmpty {
            (explained, longest) = (count, arrangement.order)
        } else {
            suspects = arrangement.suspects
            unexplained = returns(of: suspects)
        }
        step *= 2
    }
    return .none(refutation(history, longest: longest, stuck: explained, suspects: suspects))
}

private func refutation(_ history: TextHistory, longest: [Int], stuck: Int, suspects: [Int]) -> Refutation {
    // If the client's first write of nothing is not certain, it may have been made later, and hide what is wrong.
    let conflict = Conflict(suspects: suspects + history.emptyWrites, context: history.updates(in: suspects))
    return Refutation(longest: longest, stuck: history.ranked[stuck], conflict: conflict)
}
