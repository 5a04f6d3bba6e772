import Harness

/// A server starts an election only after its election time-out, which begins anew when it starts, when it gives its
/// vote, and with each election (section 5.2; Figure 2, rules for followers and candidates).
///
/// Heartbeats are at least 100 ms apart, so no time-out is shorter. That they restart it as well shows in elections that
/// nobody needs. raft.tla has no time.
struct ElectionTimeout: Rule {
    static let sources = [Source(paper: "5.2", specification: "(no time there)", finds: .electionTooSoon)]

    /// In virtual seconds.
    private static let shortest = 0.1

    private enum Restart: String {
        case start = "it started"
        case vote = "it gave its vote"
        case election = "its last election"
    }

    /// What restarted each server's time-out last, and when.
    private var restarts: [Int: (cause: Restart, seconds: Double)] = [:]

    /// A server was started.
    mutating func didStart(_ server: Int, seconds: Double) {
        restarts[server] = (.start, seconds)
    }

    mutating func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        let (server, term) = (change.server, change.after.term)
        guard !change.isRestart else { return }
        if let vote = change.newVote, vote != server { restarts[server] = (.vote, change.seconds) }
        guard change.after.role != .follower, term > change.before.term else { return }
        let last = restarts.updateValue((.election, change.seconds), forKey: server)
        guard let last, change.seconds - last.seconds < Self.shortest else { return }
        let milliseconds = Int(((change.seconds - last.seconds) * 1000).rounded())
        throw LabFailure(
            .electionTooSoon, nodes: [server], term: term, section: "5.2",
            message: """
                \(cluster.name(server)) started an election for term \(term) only \(milliseconds) ms after \
                \(last.cause.rawValue).
                """,
            question: """
                An election time-out is several heartbeat intervals long, and begins anew with a start, a granted vote, a \
                request of the current leader, and an election (Figure 2): which of these does not restart the timer?
                """)
    }
}
