import Harness

/// Leader Append-Only (section 5.3, Figure 3): a leader never overwrites or deletes entries in its log; it only appends
/// new entries.
///
/// In CCF's ccfraft.tla: part of `PermittedLogChangesProp`.
struct LeaderAppendOnly: Rule {
    static let sources = [
        Source(paper: "5.3", specification: "PermittedLogChangesProp (CCF)", finds: .leaderRewroteLog)
    ]

    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        let (before, after) = (change.before, change.after)
        let leads = !change.isRestart && before.role == .leader && after.role == .leader && before.term == after.term
        guard leads, let index = change.firstChangedIndex else { return }
        if !change.removedTerms.isEmpty {
            throw LabFailure(
                .leaderRewroteLog, nodes: [change.server], term: after.term, index: index, section: "5.3",
                message: """
                    \(cluster.name(change.server)), the leader of term \(after.term), removed or replaced the entry at \
                    index \(index) of its own log.
                    """,
                question: """
                    Followers make their logs like the leader's, never the other way round: what made a leader take \
                    entries from somebody else, or cut its log?
                    """)
        }
        for index in change.newEntries where cluster.term(at: index, on: change.server) != after.term {
            throw LabFailure(
                .leaderRewroteLog, nodes: [change.server], term: after.term, index: index, section: "5.3",
                message: """
                    \(cluster.name(change.server)), the leader of term \(after.term), appended an entry of term \
                    \(cluster.term(at: index, on: change.server) ?? 0) at index \(index).
                    """,
                question:
                    "A new entry carries the term in which its leader received it: which variable did this one take?")
        }
    }
}
