import Harness
import LabKit

/// A ballot belongs to one proposer, and has one value (Paxos Made Simple, section 2.2: proposals are numbered, and different
/// proposals have different numbers).
struct BallotRules {
    private var values: [Instance: [Ballot: PaxosValue]] = [:]

    /// A value is proposed.
    mutating func check(_ request: Accept) throws(LabFailure) {
        let first = values[request.instance, default: [:]][request.ballot]
        values[request.instance, default: [:]][request.ballot] = first ?? request.value
        guard let first, first != request.value else { return }
        throw LabFailure(
            .twoValuesInOneBallot, nodes: [request.ballot.proposer - 1], section: "2.2",
            message: """
                two values were proposed for \(request.instance.brief) in ballot \(request.ballot.brief): '\(first.content)' \
                and '\(request.value.content)'.
                """,
            question: """
                Nobody can tell votes of one ballot apart. When may a proposer use a ballot again, and what must be on its disk \
                before it uses one, so that it knows after a crash?
                """)
    }

    /// A server uses a ballot.
    func check(_ ballot: Ballot, of instance: Instance, from server: Int) throws(LabFailure) {
        if ballot.number >= 1, ballot.proposer == server + 1 { return }
        throw LabFailure(
            .wrongBallot, nodes: [server], section: "2.2",
            message: """
                S\(server) uses ballot \(ballot.brief) for \(instance.brief). Its ballots have numbers from 1, and \(server + 1) \
                as their proposer.
                """,
            question: """
                Two proposers must never have the same ballot, and no ballot may pass for none: who guarantees both?
                """)
    }
}
