import Harness

/// A server votes only for a candidate whose log is at least as up-to-date as its own (section 5.4.1).
///
/// In raft.tla: `MoreUpToDateCorrect`.
struct ElectionRestriction: Rule {
    static let sources = [Source(paper: "5.4.1", specification: "MoreUpToDateCorrect", finds: .votedForOutdated)]

    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        let voter = change.after
        guard !change.isRestart, let candidate = change.newVote, candidate != change.server,
            cluster.votes[voter.term]?[change.server] == candidate,
            let end = cluster.candidates[voter.term]?[candidate]
        else { return }
        let isBehind = end.term != voter.lastTerm ? end.term < voter.lastTerm : end.index < voter.lastIndex
        guard isBehind else { return }
        throw LabFailure(
            .votedForOutdated, nodes: [change.server, candidate], term: voter.term, section: "5.4.1",
            message: """
                \(cluster.name(change.server)) voted for \(cluster.name(candidate)) in term \(voter.term), though its \
                own log ends with index \(voter.lastIndex) of term \(voter.lastTerm) and \(cluster.name(candidate))'s \
                with index \(end.index) of term \(end.term).
                """,
            question: """
                Of two logs the one whose last entry has the later term is more up-to-date; if the terms are equal, the \
                longer one. Which of the two does your check miss, and what could this candidate overwrite as a leader? \
                (If the check is right, does the request carry the index and term of the candidate's own last entry?)
                """)
    }
}
