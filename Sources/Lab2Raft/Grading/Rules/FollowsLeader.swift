import Harness

/// A candidate that hears from the leader of its own term becomes a follower (section 5.2; Figure 2, rules for candidates).
///
/// In raft.tla: part of the action `HandleAppendEntriesRequest`.
struct FollowsLeader: Rule {
    static let waits = true
    static let sources = [Source(paper: "5.2", specification: "HandleAppendEntriesRequest", finds: .leaderNotFollowed)]

    private struct Heard {
        let term: Int
        let leader: Int
        let seconds: Double
    }

    /// Requests are dealt with soon; nobody takes longer than this, in virtual seconds.
    private static let patience = 0.15

    /// What candidates have heard from the leader of their term.
    private var heard: [Int: Heard] = [:]

    /// Whether a candidate has been told who leads.
    func waits(for server: Int) -> Bool { heard[server] != nil }

    /// Remembers that a candidate has begun to handle a request of the leader of its term.
    mutating func didHandle(
        _ request: Request, at server: Int, _ change: Change?, seconds: Double, in cluster: ClusterView
    ) {
        let state = cluster.servers[server].state
        guard state.role == .candidate, cluster.leaders[state.term] == request.sender,
            cluster.requestKinds.isLeaders(request.method), request.terms().contains(state.term),
            heard[server]?.term != state.term
        else { return }
        heard[server] = Heard(term: state.term, leader: request.sender, seconds: seconds)
    }

    /// A server was looked at.
    /// - Throws: the violation.
    mutating func didLook(
        at server: Int, isRestart: Bool, seconds: Double, in cluster: ClusterView
    ) throws(LabFailure) {
        guard let heard = heard[server] else { return }
        let state = cluster.servers[server].state
        if isRestart || state.role != .candidate || state.term != heard.term {
            self.heard[server] = nil
            return
        }
        guard seconds - heard.seconds > Self.patience else { return }
        throw LabFailure(
            .leaderNotFollowed, nodes: [server, heard.leader], term: state.term, section: "5.2",
            message: """
                \(cluster.name(server)) is still a candidate in term \(state.term), though \
                \(cluster.name(heard.leader)), which leads it, sent a request more than \(Int(Self.patience * 1000)) \
                ms ago.
                """,
            question: """
                A request from the leader of its own term tells a candidate that the election is over: does every kind of \
                request that leaders send make it a follower?
                """)
    }
}
