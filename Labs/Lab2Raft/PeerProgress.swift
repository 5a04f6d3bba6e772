/// What a leader knows of one peer's log: Figure 2, "Volatile state on leaders", made anew for each term.
struct PeerProgress: Equatable {
    // 2B: nextIndex, a guess, and matchIndex, never a guess; and what a success or a refusal does to them. Replies come
    // late, twice and in any order.
}
