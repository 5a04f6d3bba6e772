import Harness

/// A leader was voted for by a majority of all servers, in its own term (section 5.2).
///
/// In raft.tla: `LeaderVotesQuorum`.
struct LeaderVotesQuorum: Rule {
    static let sources = [Source(paper: "5.2", specification: "LeaderVotesQuorum", finds: .unelectedLeader)]

    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        guard change.isElection else { return }
        let term = change.after.term
        let voters = cluster.voters(for: change.server, in: term)
        guard voters.count < cluster.majority else { return }
        let names = voters.isEmpty ? "nobody" : voters.map { "\(cluster.name($0))" }.joined(separator: ", ")
        throw LabFailure(
            .unelectedLeader, nodes: [change.server], term: term, section: "5.2",
            message: """
                \(cluster.name(change.server)) became leader of term \(term) with the votes of \(names) (by their \
                votedFor), but a majority of \(cluster.servers.count) is \(cluster.majority).
                """,
            question: """
                Is every vote counted once, only if it was granted, and only in the term it was asked for? (If the count is \
                right, does inspect() report votedFor, the candidate's own vote included?)
                """)
    }
}
