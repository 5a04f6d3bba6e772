import Harness

/// Log Matching (section 5.3, Figure 3): if two logs contain an entry with the same index and term, then the logs are
/// identical in all entries up through the given index.
///
/// In raft.tla: `LogMatching`. It is enough to look at each entry and the one before: the rest follows by induction.
struct LogMatching: Rule {
    static let sources = [Source(paper: "5.3", specification: "LogMatching", finds: .logMismatch)]

    private struct Entry: Hashable {
        let index: Int
        let term: Int
    }

    private struct Predecessor {
        let term: Int
        let server: Int
    }

    private var predecessors: [Entry: Predecessor] = [:]

    mutating func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {
        for index in change.newEntries {
            let term = cluster.term(at: index, on: change.server) ?? 0
            let previous = index == 1 ? 0 : cluster.term(at: index - 1, on: change.server) ?? 0
            let entry = Entry(index: index, term: term)
            guard let first = predecessors[entry] else {
                predecessors[entry] = Predecessor(term: previous, server: change.server)
                continue
            }
            guard first.term != previous else { continue }
            throw LabFailure(
                .logMismatch, nodes: first.server == change.server ? [first.server] : [first.server, change.server],
                term: term, index: index, section: "5.3",
                message: """
                    \(cluster.name(change.server)) holds an entry of term \(term) at index \(index) after one of term \
                    \(previous), but on \(cluster.name(first.server)) the same entry follows one of term \
                    \(first.term).
                    """,
                question: """
                    AppendEntries may be accepted only if the entry at prevLogIndex has the term prevLogTerm. Is that \
                    compared, and does a conflict remove the entry and all that follow it?
                    """)
        }
    }
}
