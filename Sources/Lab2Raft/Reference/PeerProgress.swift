/// What a leader knows of one peer's log: Figure 2, "Volatile state on leaders", made anew for each term.
///
/// Replies come late, twice and in any order, so neither index may simply be set to what the last reply says:
/// `matchIndex` never shrinks, and `nextIndex` stays above it.
struct PeerProgress: Equatable {
    /// The index of the next entry to send: a guess, which costs only time if it is wrong.
    private(set) var nextIndex: Int
    /// The highest index known to be replicated there: never a guess, since commitment counts on it.
    private(set) var matchIndex = 0

    /// A new leader hopes that every peer has all that it has.
    init(lastIndex: Int) {
        nextIndex = lastIndex + 1
    }

    /// The peer has all entries up to `index`.
    mutating func confirm(upTo index: Int) {
        matchIndex = max(matchIndex, index)
        nextIndex = max(nextIndex, index + 1)
    }

    /// The peer refused what was sent; `index` is where to try next.
    mutating func retreat(to index: Int) {
        nextIndex = max(index, matchIndex + 1)
    }
}
