import Harness

/// A snapshot stands for what is committed, and for no less than the one before (section 7).
///
/// raft.tla has no snapshots; in CCF's ccfraft.tla a compacted log is still the same log.
struct SnapshotRule: Rule {
    static let sources = [Source(paper: "7", specification: "(none there)", finds: .wrongSnapshot)]

    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        let (before, after) = (change.before, change.after)
        let index = after.snapshotIndex
        func violation(_ fact: String, _ question: String) -> LabFailure {
            LabFailure(
                .wrongSnapshot, nodes: [change.server], term: after.term, index: index, section: "7",
                message: "\(cluster.name(change.server))\(fact)", question: question)
        }
        if index > after.commitIndex || index < 0 {
            throw violation(
                " forgot its entries up to index \(index) for a snapshot, but has committed only up to \(after.commitIndex).",
                """
                A snapshot stands for what the service has applied: which index did it belong to? (If that is right, is \
                commitIndex at least the snapshot's index, also after a restart?)
                """)
        }
        if !change.isRestart, index < before.snapshotIndex {
            throw violation(
                " went from a snapshot up to index \(before.snapshotIndex) back to one up to \(index).",
                "Requests come late and twice: is an older snapshot ignored?")
        }
        guard index > 0, index != before.snapshotIndex || change.isRestart, index <= cluster.committed.count,
            let term = cluster.term(at: index, on: change.server), term != cluster.committed[index - 1].term
        else { return }
        throw violation(
            """
            's snapshot ends with an entry of term \(term) at index \(index), but the one that was committed there is of \
            term \(cluster.committed[index - 1].term).
            """,
            """
            With the entries go their terms, except the last one's: is lastIncludedTerm the term of the entry at \
            lastIncludedIndex, and is it saved?
            """)
    }
}
