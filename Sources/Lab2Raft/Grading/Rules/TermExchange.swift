import Harness

/// Whoever hears of a newer term, in an answer too, adopts it (section 5.1; Figure 2, rules for all servers).
///
/// Only answers to Raft's own requests count, which are those with a field that is called a term: a service may have others.
/// In raft.tla: the action `UpdateTerm`, which comes before any other for a message with a newer term.
struct TermExchange: Rule {
    static let waits = true
    static let sources = [Source(paper: "5.1", specification: "UpdateTerm", finds: .termIgnored)]

    private struct Heard {
        let term: Int
        let server: Int
        let seconds: Double
    }

    /// Answers are dealt with at once, or at the latest when the next one comes; nobody takes longer than this, in
    /// virtual seconds.
    private static let patience = 0.15

    /// What each server was told first of a term that is newer than its own.
    private var heard: [Heard?]

    init(size: Int) {
        heard = Array(repeating: nil, count: size)
    }

    /// An answer arrives.
    /// - Parameters:
    ///   - server: who hears it.
    ///   - other: who sent it.
    ///   - term: the sender's term when it received the request.
    ///   - seconds: the virtual time.
    ///   - cluster: the cluster.
    mutating func didHear(_ server: Int, from other: Int, term: Int, seconds: Double, in cluster: ClusterView) {
        guard term > cluster.servers[server].state.term, heard[server] == nil else { return }
        heard[server] = Heard(term: term, server: other, seconds: seconds)
    }

    /// Whether a server has been told of a newer term than the one it was in.
    func waits(for server: Int) -> Bool { heard[server] != nil }

    /// A server was looked at.
    /// - Throws: the violation.
    mutating func didLook(
        at server: Int, isRestart: Bool, seconds: Double, in cluster: ClusterView
    ) throws(LabFailure) {
        guard let heard = heard[server] else { return }
        let state = cluster.servers[server].state
        if isRestart || state.term >= heard.term { return self.heard[server] = nil }
        guard seconds - heard.seconds > Self.patience else { return }
        throw LabFailure(
            .termIgnored, nodes: [server, heard.server], term: state.term, section: "5.1",
            message: """
                \(cluster.name(server)) is still \(state.role.rawValue) in term \(state.term), though \
                \(cluster.name(heard.server)) told it of term \(heard.term) in an answer more than \
                \(Int(Self.patience * 1000)) ms ago.
                """,
            question: """
                Each reply carries the term of who sent it, not that of the request. Is that so, and is it compared with \
                the current term before anything else?
                """)
    }
}
