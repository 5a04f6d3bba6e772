/// Whether the operations on a text with tokens of their own have an explanation, in O(n log n) and the bytes read.
/// - Returns: the outcome, which is never `exhausted`.
func explain(_ history: TextHistory) -> Outcome {
    let epochs = Epochs(history)
    let certain = epochs.clash?.rank ?? history.ranked.count
    let arrangement = Arrangement(history, epochs, certain: certain)
    guard arrangement.suspects.isEmpty else { return firstRefutation(history, epochs, before: certain) }
    guard let clash = epochs.clash else { return .found(arrangement.order) }
    return .none(refutation(history, longest: arrangement.order, stuck: clash.rank, suspects: clash.reads))
}

/// What is wrong at the first return after which there is no explanation, found by halving.
private func firstRefutation(_ history: TextHistory, _ epochs: Epochs, before count: Int) -> Outcome {
    var (explained, unexplained) = (0, count)
    while unexplained - explained > 1 {
        let middle = (explained + unexplained) / 2
        if Arrangement(history, epochs, certain: middle).suspects.isEmpty {
            explained = middle
        } else {
            unexplained = middle
        }
    }
    let longest = Arrangement(history, epochs, certain: explained).order
    let suspects = Arrangement(history, epochs, certain: unexplained).suspects
    return .none(refutation(history, longest: longest, stuck: explained, suspects: suspects))
}

private func refutation(_ history: TextHistory, longest: [Int], stuck: Int, suspects: [Int]) -> Refutation {
    // If the client's first write of nothing is not certain, it may have been made later, and hide what is wrong.
    let conflict = Conflict(suspects: suspects + history.emptyWrites, context: history.updates(in: suspects))
    return Refutation(longest: longest, stuck: history.ranked[stuck], conflict: conflict)
}
