import Harness
import LabKit

/// What `start` promised holds: the entry with that index and term is that command, and nothing is applied that no
/// leader ever took (sections 5.3 and 8).
///
/// That a command which was applied once is never lost follows from `AppliedLog`: no other may be applied in its place,
/// and at the end of each scenario all servers must have applied everything.
struct AcknowledgedCommands: Rule {
    static let sources = [Source(paper: "5.3", specification: "ClientRequest", finds: .wrongSubmission)]

    private struct Place: Hashable {
        let index: Int
        let term: Int
    }

    private struct Promise {
        let command: [UInt8]
        let server: Int
    }

    private var promises: [Place: Promise] = [:]

    /// A server has answered `start`.
    /// - Throws: the violation.
    mutating func didSubmit(
        _ command: [UInt8], to server: Int, _ submission: Submission, in cluster: ClusterView
    ) throws(LabFailure) {
        guard submission.isLeader else { return }
        let place = Place(index: submission.index, term: submission.term)
        if let first = promises[place] {
            throw LabFailure(
                .wrongSubmission, nodes: [first.server, server].uniqued(), term: place.term, index: place.index,
                section: "5.3",
                message: """
                    \(cluster.name(server))'s start() promised index \(place.index) of term \(place.term) to \
                    \(briefBytes(command)), but \(cluster.name(first.server)) had promised it to \
                    \(briefBytes(first.command)).
                    """,
                question: """
                    Each command takes the next free index: what comes between choosing the index and appending the entry?
                    """)
        }
        promises[place] = Promise(command: command, server: server)
    }

    /// A server has applied an entry.
    /// - Throws: the violation.
    func didApply(
        _ command: [UInt8], index: Int, term: Int, by server: Int, in cluster: ClusterView
    ) throws(LabFailure) {
        let promise = promises[Place(index: index, term: term)]
        guard promise?.command != command else { return }
        let fact =
            promise.map { "start() had promised that place to \(briefBytes($0.command))" }
            ?? "no start() ever promised that place to a command"
        throw LabFailure(
            .wrongSubmission, nodes: [server], term: term, index: index, section: "5.3",
            message: """
                \(cluster.name(server)) applied \(briefBytes(command)) at index \(index) of term \(term), but \(fact).
                """,
            question: """
                start() answers with the index and the term of the entry that it appended; the first index is 1, and \
                nothing but commands is put in the log. Which of the two is off?
                """)
    }
}
