import Harness

/// A leader commits an entry once a majority stores it, and counts only copies of entries of its own term; older ones
/// are committed along with those (sections 5.3 and 5.4.2, Figure 8).
///
/// In raft.tla: the action `AdvanceCommitIndex`, on which `QuorumLogInv` rests.
struct CommitRule: Rule {
    static let sources = [
        Source(paper: "5.3, 5.4.2", specification: "QuorumLogInv", finds: .committedTooEarly, .committedOldTerm)
    ]

    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        let leader = change.after
        guard leader.role == .leader, !change.isRestart, leader.commitIndex > change.before.commitIndex else { return }
        // Some entry of this term, at the commit index or beyond, must be on a majority.
        var index = leader.lastIndex
        while index >= leader.commitIndex, cluster.term(at: index, on: change.server) == leader.term {
            if cluster.copies(at: index, term: leader.term) >= cluster.majority { return }
            index -= 1
        }
        guard let term = cluster.term(at: leader.commitIndex, on: change.server) else { return }
        let copies = cluster.copies(at: leader.commitIndex, term: term)
        if copies >= cluster.majority {
            throw LabFailure(
                .committedOldTerm, nodes: [change.server], term: leader.term, index: leader.commitIndex,
                section: "5.4.2",
                message: """
                    \(cluster.name(change.server)) leads term \(leader.term) and committed index \
                    \(leader.commitIndex), an entry of term \(term), because a majority stores it. No entry of its own \
                    term beyond it is on a majority yet.
                    """,
                question: """
                    Figure 8 shows how such an entry can still be overwritten: which condition on log[N].term is missing \
                    where the leader raises commitIndex (Figure 2, rules for leaders)?
                    """)
        }
        throw LabFailure(
            .committedTooEarly, nodes: [change.server], term: leader.term, index: leader.commitIndex, section: "5.3",
            message: """
                \(cluster.name(change.server)) leads term \(leader.term) and committed index \(leader.commitIndex), \
                but only \(copies) of \(cluster.servers.count) servers store that entry; a majority is \
                \(cluster.majority).
                """,
            question: """
                What does a successful reply prove? The follower has the entries of *that* request: matchIndex is its \
                prevLogIndex plus the number of its entries, whatever nextIndex or the log are by now. (If that is \
                right, which follower answers that it has what it does not have?)
                """)
    }
}
