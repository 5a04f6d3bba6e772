import Harness

/// State Machine Safety (section 5.4.3, Figure 3): if a server has applied a log entry at a given index to its state
/// machine, no other server will ever apply a different log entry for the same index.
///
/// Here it is held one step earlier: two servers may not even count different entries as committed, and none may apply
/// what it does not count as committed. What is really applied, `AppliedLog` compares. In CCF's ccfraft.tla:
/// `CommittedLogAppendOnlyProp`.
struct StateMachineSafety: Rule {
    static let waits = true
    static let sources = [
        Source(
            paper: "5.4.3", specification: "CommittedLogAppendOnlyProp (CCF)",
            finds: .commitMismatch, .appliedUncommitted, .applyMismatch, .applyOrder)
    ]

    /// What each server has applied since the last look at it.
    private var applied: [Int: (index: Int, term: Int)] = [:]

    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        for index in change.newlyCommitted {
            let first = cluster.committed[index - 1]
            guard let term = cluster.term(at: index, on: change.server), term != first.term else { continue }
            throw LabFailure(
                .commitMismatch, nodes: first.server == change.server ? [first.server] : [first.server, change.server],
                term: change.after.term, index: index, section: "5.3",
                message: """
                    \(cluster.name(change.server)) counts its entry of term \(term) at index \(index) as committed, \
                    but there \(cluster.name(first.server)) had committed an entry of term \(first.term).
                    """,
                question: """
                    A follower commits up to min(leaderCommit, index of last new entry), because its log may hold entries \
                    beyond that which the leader does not have: which index does yours take? And is the entry at \
                    prevLogIndex compared first?
                    """)
        }
    }

    mutating func didApply(_ command: [UInt8], index: Int, term: Int, by server: Int, in cluster: ClusterView) {
        applied[server] = (index, term)
    }

    func waits(for server: Int) -> Bool { applied[server] != nil }

    /// The step in which a server applied something is over, and its commit index was read after that.
    mutating func didLook(
        at server: Int, isRestart: Bool, seconds: Double, in cluster: ClusterView
    ) throws(LabFailure) {
        // Before a restart it was in another life.
        guard let (index, term) = applied.removeValue(forKey: server), !isRestart else { return }
        let commitIndex = cluster.servers[server].state.commitIndex
        guard index > commitIndex else { return }
        throw LabFailure(
            .appliedUncommitted, nodes: [server], term: term, index: index, section: "5.3",
            message: "\(cluster.name(server)) applied index \(index), but its own commit index is \(commitIndex).",
            question: """
                Only committed entries may be applied: which index does the applying loop run up to? (If that is right, \
                does inspect() report the commit index?)
                """)
    }
}
