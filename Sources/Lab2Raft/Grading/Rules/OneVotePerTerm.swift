import Harness

/// A server votes for at most one candidate in a term, whatever happens to it in between (section 5.2; Figure 2,
/// RequestVote and persistent state).
///
/// In raft.tla: part of `VotesGrantedInv`.
struct OneVotePerTerm: Rule {
    static let sources = [Source(paper: "5.2", specification: "VotesGrantedInv", finds: .votedTwice)]

    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        let (server, term) = (change.server, change.after.term)
        guard let first = cluster.votes[term]?[server], first != change.after.votedFor else { return }
        // What a crash may have made it forget is told by `Durability`, if the vote had left the machine.
        if change.isRestart, change.after.votedFor == nil { return }
        // Who leads the term already is noted, not elected.
        if let noted = change.after.votedFor, noted != server, noted == cluster.leaders[term] { return }
        let name = cluster.name(server)
        let question = "What must be on disk before a vote leaves the machine, and what may clear votedFor?"
        guard let second = change.after.votedFor else {
            throw LabFailure(
                .votedTwice, nodes: [server], term: term, section: "5.2",
                message: """
                    \(name) forgot in term \(term) that it had voted for \(cluster.name(first)), and is free to vote again.
                    """,
                question: "Only a new term makes a server free to vote again: does something else clear votedFor?")
        }
        throw LabFailure(
            .votedTwice, nodes: [server, first, second].uniqued(), term: term, section: "5.2",
            message: """
                \(name) voted twice in term \(term): first for \(cluster.name(first)), then for \(cluster.name(second)).
                """,
            question: question)
    }
}
