import Harness

/// A vote in a term goes to a candidate of that same term (section 5.2; Figure 2, RequestVote step 1).
///
/// In raft.tla: the action `HandleRequestVoteRequest` grants a vote only if the request's term is the current one.
struct VotesAreAsked: Rule {
    static let sources = [Source(paper: "5.2", specification: "HandleRequestVoteRequest", finds: .voteNotAskedFor)]

    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        let term = change.after.term
        guard !change.isRestart, let candidate = change.newVote, candidate != change.server,
            cluster.candidates[term]?[candidate] == nil
        else { return }
        throw LabFailure(
            .voteNotAskedFor, nodes: [change.server, candidate], term: term, section: "5.2",
            message: """
                \(cluster.name(change.server)) voted in term \(term) for \(cluster.name(candidate)), which has not \
                been a candidate of that term.
                """,
            question: """
                A request of an older term is refused before anything else is asked (Figure 2, RequestVote step 1): is \
                its term compared with the current one? (If it is, does a candidate vote for itself, and does inspect() \
                report that?)
                """)
    }
}
