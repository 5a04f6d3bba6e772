import Harness

/// Election Safety (section 5.2, Figure 3): at most one leader can be elected in a given term.
///
/// In raft.tla: `ElectionSafety`.
struct ElectionSafety: Rule {
    static let sources = [Source(paper: "5.2", specification: "ElectionSafety", finds: .twoLeaders)]

    private var leaders: [Int: Int] = [:]

    mutating func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        guard change.isElection else { return }
        let term = change.after.term
        guard let first = leaders[term], first != change.server else {
            leaders[term] = change.server
            return
        }
        throw LabFailure(
            .twoLeaders, nodes: [first, change.server], term: term, section: "5.2",
            message: """
                \(cluster.name(first)) and \(cluster.name(change.server)) were both elected leader of term \(term).
                """,
            question: """
                Each won a majority, and two majorities share a server: who voted for both, or who counted a vote that was \
                not for it or of another term?
                """)
    }
}
