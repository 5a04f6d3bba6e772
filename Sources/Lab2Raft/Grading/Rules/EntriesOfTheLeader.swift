import Harness

/// In each term only its leader adds entries: everybody else takes them from it, and removes only what it does not have
/// (section 5.3).
///
/// In raft.tla: the actions `ClientRequest` and `HandleAppendEntriesRequest`, which ask for a leader, and for a request
/// of the current term.
struct EntriesOfTheLeader: Rule {
    static let sources = [Source(paper: "5.3", specification: "ClientRequest", finds: .foreignEntry)]

    /// Who was seen to lead each term.
    private var leaders: [Int: Int] = [:]

    mutating func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        let after = change.after
        if after.role == .leader { leaders[after.term] = change.server }
        guard !change.isRestart, after.role != .leader, let firstChanged = change.firstChangedIndex else { return }
        guard let leader = leaders[after.term] else {
            throw violation(
                change, at: firstChanged,
                "changed its log at index \(firstChanged) as a \(after.role.rawValue), though nobody has led that term",
                in: cluster)
        }
        // A leader that crashed or was deposed may have another log by now.
        let state = cluster.servers[leader].state
        guard state.role == .leader, state.term == after.term else { return }
        for index in change.newEntries
        where cluster.term(at: index, on: change.server) != cluster.term(at: index, on: leader) {
            throw violation(
                change, at: index,
                "took an entry at index \(index) that \(cluster.name(leader)), the leader of that term, does not have",
                leader, in: cluster)
        }
        for (index, term) in zip(firstChanged..., change.removedTerms)
        where index > after.lastIndex && cluster.term(at: index, on: leader) == term {
            throw LabFailure(
                .logMismatch, nodes: [change.server, leader], term: after.term, index: index, section: "5.3",
                message: """
                    \(cluster.name(change.server)), in term \(after.term), removed its entry at index \(index), though \
                    \(cluster.name(leader)), the leader of that term, has the same one.
                    """,
                question: """
                    A late request brings fewer entries than the log has by now. A follower removes entries only from the \
                    first one that conflicts (Figure 2, AppendEntries step 3): what if none does?
                    """)
        }
    }

    private func violation(
        _ change: Change, at index: Int, _ fact: String, _ leader: Int? = nil, in cluster: ClusterView
    ) -> LabFailure {
        let question =
            change.newEntries.isEmpty
            ? """
            A follower removes entries only when a request of the current term's leader contradicts them: what else \
            cuts this log, a new term, a new role, a vote, or a request of an older term?
            """
            : """
            Only a leader may append what start() is given, and only requests of the current term may change a log. Does \
            start() ask whether this server still leads, and does anything await between comparing the request's term and \
            storing its entries?
            """
        return LabFailure(
            .foreignEntry, nodes: [change.server] + (leader.map { [$0] } ?? []), term: change.after.term, index: index,
            section: "5.3",
            message: "\(cluster.name(change.server)), in term \(change.after.term), \(fact).", question: question)
    }
}
