import Harness
import LabKit

/// Nothing is acknowledged before it is durable: the term, the vote and the log that a message rests on are on disk
/// when it leaves (Figure 2: persistent state is updated on stable storage before responding to RPCs).
///
/// It is tried at the replies themselves: a second server is created from a copy of the disk, as if the first had
/// crashed right after the reply, and must know what the first has told. Every real restart is held to the same.
/// In raft.tla the action `Restart` keeps these three variables.
struct Durability {
    static let sources = [Source(paper: "Figure 2", specification: "Restart", finds: .notDurable)]

    /// What others may have heard from a server.
    private struct Told {
        var term = 0
        var votedFor: Int?
        /// How far it has confirmed to have the leader's log.
        var lastIndex = 0
    }

    private var told: [Told]
    /// What the last trial found in order.
    private var tried: [RaftState?]

    init(size: Int) {
        told = Array(repeating: Told(), count: size)
        tried = Array(repeating: nil, count: size)
    }

    /// A server has changed. If it is a leader that committed something, it counted its own copy. If its log has
    /// changed, what it had confirmed beyond the change was for another leader.
    mutating func didChange(_ change: Change, in cluster: ClusterView) {
        if change.after.role == .leader, let last = change.newlyCommitted.last,
            let term = cluster.term(at: last, on: change.server),
            cluster.copies(at: last, term: term) <= cluster.majority
        {
            told[change.server].lastIndex = max(told[change.server].lastIndex, last)
        }
        guard !change.removedTerms.isEmpty, !change.isRestart, let index = change.firstChangedIndex else { return }
        told[change.server].lastIndex = min(told[change.server].lastIndex, index - 1)
    }

    /// A server has lost its power in the middle of a step, after a save. What that step removed from its log, for a leader
    /// that has other entries, may be gone from its disk by then.
    mutating func powerDidFail(on server: Int, _ state: RaftState, in cluster: ClusterView, logTerm: (Int) -> Int?) {
        let confirmed = (0..<told[server].lastIndex).map { $0 + 1 }
        let removed = confirmed.first {
            $0 > state.snapshotIndex && logTerm($0) != cluster.term(at: $0, on: server)
        }
        if let removed { told[server].lastIndex = removed - 1 }
    }

    /// A message leaves a server.
    /// - Parameter isReply: whether it answers a request, and so may confirm entries. Requests don't: a leader may send
    ///   what it has yet to save itself.
    package mutating func didSend(from server: Int, isReply: Bool, in cluster: ClusterView) {
        let state = cluster.servers[server].state
        told[server].term = state.term
        told[server].votedFor = cluster.votes[state.term]?[server]
        if isReply, state.role != .leader { told[server].lastIndex = state.lastIndex }
    }

    /// Whether to make a trial: only if what must be saved has changed since the last one, and the less often the longer
    /// the log is, since that is how long reading it back takes. A new term or vote is rarer than a new entry, and so is
    /// tried more often.
    mutating func isTrialDue(for server: Int, in cluster: ClusterView, chance: (Double) -> Bool) -> Bool {
        let state = cluster.servers[server].state
        let last = tried[server]
        let hasSameVote = last?.term == state.term && last?.votedFor == state.votedFor
        if hasSameVote, last?.lastIndex == state.lastIndex, last?.lastTerm == state.lastTerm { return false }
        let weight = hasSameVote ? 1.0 : 32
        guard chance(min(1, weight / Double(max(1, state.lastIndex)))) else { return false }
        tried[server] = state
        return true
    }

    /// Compares a server that was created from a disk with what it has told others.
    /// - Parameters:
    ///   - server: its number.
    ///   - restored: what it knows before it hears from anybody.
    ///   - isTrial: whether the crash was only imagined.
    ///   - cluster: the cluster; what it knows of this server is from before the crash.
    ///   - logTerm: the term of its entry at an index.
    /// - Throws: the violation.
    func check(
        _ server: Int, _ restored: RaftState, isTrial: Bool, in cluster: ClusterView, logTerm: (Int) -> Int?
    ) throws(LabFailure) {
        let told = told[server]
        let crash =
            isTrial
            ? "If \(cluster.name(server)) crashed right now, after it sent a message in term \(told.term), it would restart"
            : "\(cluster.name(server)) crashed after it had sent messages in term \(told.term), and restarted"
        func violation(_ index: Int? = nil, _ fact: String, _ question: String) -> LabFailure {
            LabFailure(
                .notDurable, nodes: [server], term: told.term, index: index, section: "Figure 2",
                message: "\(crash) from its disk \(fact).", question: question)
        }
        if restored.term < told.term {
            throw violation(
                nil, "in term \(restored.term)",
                """
                currentTerm must be on disk before anybody hears of it (node.disk.save): which step raises it without \
                saving, or saves it after the reply? Does init load it?
                """)
        }
        if restored.term == told.term, let vote = told.votedFor, restored.votedFor != vote,
            restored.votedFor == nil || restored.votedFor != cluster.leaders[told.term]
        {
            let found = restored.votedFor.map { "with a vote for \(cluster.name($0))" } ?? "without a vote"
            throw violation(
                nil, "\(found), but had voted for \(cluster.name(vote))",
                """
                What must be on disk before a vote leaves the machine? A server that forgets its vote can give it again, \
                to somebody else, and elect two leaders.
                """)
        }
        guard told.lastIndex > 0 else { return }
        for index in 1...told.lastIndex {
            guard index > restored.snapshotIndex, let term = cluster.term(at: index, on: server),
                logTerm(index) != term
            else { continue }
            throw violation(
                index,
                """
                with \(logTerm(index).map { "an entry of term \($0)" } ?? "nothing") at index \(index), but it had \
                confirmed the entry of term \(term) there
                """,
                """
                The leader counts this server's copy as one of a majority: what must be on disk before AppendEntries is \
                answered, and does init load it?
                """)
        }
    }
}
