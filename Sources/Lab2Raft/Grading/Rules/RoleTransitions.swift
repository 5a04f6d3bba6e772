import Harness

/// Within a term a leader stays one, and a candidate stays one until it has lost the election or its time is over
/// (Figure 4, section 5.2).
///
/// A leader that steps down because it no longer hears a majority is right as well (Ongaro's thesis, section 6.2), so
/// only one that has just heard a majority is held to this. In raft.tla the actions `UpdateTerm` and
/// `HandleAppendEntriesRequest` are all that makes anybody a follower.
struct RoleTransitions: Rule {
    static let sources = [
        Source(paper: "Figure 4", specification: "UpdateTerm", finds: .leaderSteppedDown, .candidacyGivenUp)
    ]

    /// Whom a leader heard from so lately, in virtual seconds, is there.
    private static let lately = 0.15
    /// No candidate's time is over so soon, in virtual seconds.
    private static let shortestCandidacy = 0.1

    /// Terms that were seen to have a leader.
    private var ledTerms: Set<Int> = []
    /// When each server last became a candidate.
    private var candidacies: [Int: Double] = [:]
    /// For each server, when it last heard an answer of each other.
    private var answers: [Int: [Int: Double]] = [:]

    /// An answer arrives at a server.
    mutating func didHear(_ server: Int, from other: Int, term: Int, seconds: Double, in cluster: ClusterView) {
        answers[server, default: [:]][other] = seconds
    }

    mutating func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        let (before, after) = (change.before, change.after)
        if after.role == .leader { ledTerms.insert(after.term) }
        if after.role == .candidate, change.isRestart || before.role != .candidate || before.term != after.term {
            candidacies[change.server] = change.seconds
        }
        guard !change.isRestart, before.term == after.term else { return }
        switch (before.role, after.role) {
        case (.leader, .candidate),
            (.leader, .follower) where hearsMajority(change, cluster):
            throw LabFailure(
                .leaderSteppedDown, nodes: [change.server], term: after.term, section: "5.1",
                message: """
                    \(cluster.name(change.server)) led term \(after.term), heard from a majority just now, and became a \
                    \(after.role.rawValue) in the same term.
                    """,
                question: """
                    Only a newer term makes a follower of a leader: what does it do with a request of its own term, or of \
                    an older one, or with a reply that refuses?
                    """)
        case (.candidate, .follower) where !ledTerms.contains(after.term):
            let duration = change.seconds - (candidacies[change.server] ?? 0)
            guard duration < Self.shortestCandidacy else { return }
            throw LabFailure(
                .candidacyGivenUp, nodes: [change.server], term: after.term, section: "5.2",
                message: """
                    \(cluster.name(change.server)) was a candidate in term \(after.term) for \
                    \(Int((duration * 1000).rounded())) ms only and became a follower again, though nobody leads that \
                    term.
                    """,
                question: """
                    A candidate goes on until it wins, hears from a leader of its term or of a newer term, or its time is \
                    over: what does it do when one server refuses, or when another candidate asks it?
                    """)
        default: return
        }
    }

    private func hearsMajority(_ change: Change, _ cluster: ClusterView) -> Bool {
        let heard = (answers[change.server] ?? [:]).values.count { change.seconds - $0 < Self.lately }
        return heard + 1 >= cluster.majority
    }
}
