import Harness
import LabKit

/// A value is proposed in a ballot only when a majority has promised that ballot, and it is the value of the largest ballot in
/// which any of them had accepted (Paxos Made Simple, section 2.2, P2c). If none had, any value will do.
struct BackedValues {
    private struct Attempt: Hashable {
        let proposer: Int
        let instance: Instance
        let ballot: Ballot
    }

    private let quorum: Int
    private var promises: [Attempt: [Int: Promise]] = [:]

    /// - Parameter servers: how many acceptors there are.
    init(servers: Int) {
        quorum = servers / 2 + 1
    }

    /// A promise reaches the proposer that asked for it.
    mutating func promise(_ promise: Promise, of acceptor: Int, didReach proposer: Int) {
        guard promise.isGranted else { return }
        let attempt = Attempt(proposer: proposer, instance: promise.instance, ballot: promise.ballot)
        promises[attempt, default: [:]][acceptor] = promise
    }

    /// A server proposes a value.
    func check(_ request: Accept, from server: Int) throws(LabFailure) {
        let attempt = Attempt(proposer: server, instance: request.instance, ballot: request.ballot)
        let all = (promises[attempt] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value.vote) }
        if isBacked(request.value, by: all.map(\.1)) { return }
        let votes = all.map { acceptor, vote in
            "S\(acceptor) \(vote.map { "with its vote for '\($0.value.content)' in ballot \($0.ballot.brief)" } ?? "without a vote")"
        }
        throw LabFailure(
            .unbackedValue, nodes: [server], section: "2.2",
            message: """
                S\(server) proposes '\(request.value.content)' for \(request.instance.brief) in ballot \
                \(request.ballot.brief). Promises of that ballot reached it \
                \(votes.isEmpty ? "from nobody" : "from \(votes.joined(separator: ", "))"), and a majority is \(quorum).
                """,
            question: """
                Which acceptors, each counted once, have promised this very ballot? And which of the votes that they told \
                decides what may be proposed?
                """)
    }

    /// Whether these votes hold those of a majority of which the value follows.
    private func isBacked(_ value: PaxosValue, by votes: [Vote?]) -> Bool {
        if votes.count(where: { $0 == nil }) >= quorum { return true }
        return votes.contains { vote in
            guard let vote, vote.value == value else { return false }
            return votes.count { ($0?.ballot ?? .zero) <= vote.ballot } >= quorum
        }
    }
}
