import Harness
import LabKit

/// Leader Completeness (section 5.4.3, Figure 3): if a log entry is committed in a given term, then that entry will be
/// present in the logs of the leaders for all higher-numbered terms.
///
/// In raft.tla: `LeaderCompleteness`.
struct LeaderCompleteness: Rule {
    static let sources = [Source(paper: "5.4.3", specification: "LeaderCompleteness", finds: .incompleteLeader)]

    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        if change.isElection {
            try check(cluster.committed.indices, of: change.server, in: cluster)
        }
        guard !change.newlyCommitted.isEmpty else { return }
        for server in cluster.servers.indices where cluster.servers[server].state.role == .leader {
            try check(
                change.newlyCommitted.lowerBound - 1..<change.newlyCommitted.upperBound - 1, of: server, in: cluster)
        }
    }

    private func check(_ places: Range<Int>, of leader: Int, in cluster: ClusterView) throws(LabFailure) {
        let state = cluster.servers[leader].state
        for place in places.clamped(to: cluster.committed.indices) {
            let entry = cluster.committed[place]
            let own = cluster.term(at: place + 1, on: leader)
            // A leader that has yet to hear of a newer term may lack what that one committed.
            guard entry.inTerm < state.term, own != entry.term else { continue }
            throw LabFailure(
                .incompleteLeader, nodes: [leader], term: state.term, index: place + 1, section: "5.4",
                message: """
                    \(cluster.name(leader)) leads term \(state.term), but its log has \
                    \(own.map { "an entry of term \($0)" } ?? "nothing") at index \(place + 1), where an entry of term \
                    \(entry.term) was committed in term \(entry.inTerm).
                    """,
                question: """
                    A majority stored the entry and a majority elected this leader: which server in both voted for a log \
                    that is less up-to-date than its own, or lost the entry? Or was it committed too early (Figure 8)?
                    """)
        }
    }
}
