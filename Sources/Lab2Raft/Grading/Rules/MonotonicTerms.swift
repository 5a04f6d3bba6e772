import Harness

/// Terms only grow: a server's current term as time passes, and the terms in a log from entry to entry; no entry is
/// newer than its server's term (section 5.1).
///
/// In CCF's ccfraft.tla: `MonotonicTermProp` and `MonoLogInv`. A term that a crash takes back is `Durability`'s affair.
struct MonotonicTerms: Rule {
    static let sources = [
        Source(paper: "5.1", specification: "MonotonicTermProp, MonoLogInv (CCF)", finds: .termWentBack),
        Source(paper: "5.2, Figure 2", specification: "Timeout", finds: .termSkipped),
    ]

    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        let (before, after) = (change.before, change.after)
        if !change.isRestart, after.term < before.term {
            throw LabFailure(
                .termWentBack, nodes: [change.server], term: after.term, section: "5.1",
                message: "\(cluster.name(change.server)) went from term \(before.term) back to term \(after.term).",
                question:
                    "A server adopts a term only if it is newer than its own: which assignment skips that comparison?")
        }
        if !change.isRestart, after.term > cluster.newestTerm + 1 {
            throw LabFailure(
                .termSkipped, nodes: [change.server], term: after.term, section: "5.2",
                message: """
                    \(cluster.name(change.server)) went from term \(before.term) to term \(after.term), but the newest \
                    that anybody had was \(cluster.newestTerm).
                    """,
                question: "To begin an election a server increments its current term: by how much?")
        }
        for index in change.newEntries {
            let term = cluster.term(at: index, on: change.server) ?? 0
            let previous = index == 1 ? 0 : cluster.term(at: index - 1, on: change.server) ?? 0
            guard term < previous || term > after.term || term < 1 else { continue }
            throw LabFailure(
                .termWentBack, nodes: [change.server], term: after.term, index: index, section: "5.3",
                message: """
                    \(cluster.name(change.server)), in term \(after.term), has an entry of term \(term) at index \
                    \(index), after one of term \(previous): along a log terms never shrink, and none is newer than \
                    the server's own.
                    """,
                question:
                    "Does every request with a newer term change the current term before anything else is done with it?"
            )
        }
    }
}
