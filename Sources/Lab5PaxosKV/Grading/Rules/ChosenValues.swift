import Harness
import LabKit

/// Only a single value is chosen in an instance, and a write has only one version of its key (Paxos Made Simple, section 2.1).
///
/// A value is chosen when a majority of acceptors has accepted it in the same ballot. What counts is what they have told: in an
/// answer to Accept, or as their vote in a promise.
struct ChosenValues {
    private struct Proposal: Hashable {
        let instance: Instance
        let vote: Vote
    }

    private let quorum: Int
    private var voters: [Proposal: Set<Int>] = [:]
    private var chosen: [Instance: Vote] = [:]
    private var versions: [String: [RequestID: Int]] = [:]

    /// - Parameter servers: how many acceptors there are.
    init(servers: Int) {
        quorum = servers / 2 + 1
    }

    /// The value that is chosen in an instance; nil if none is.
    func value(at instance: Instance) -> PaxosValue? { chosen[instance]?.value }

    /// How many instances are decided.
    var count: Int { chosen.count }

    /// Whose writes a key's versions are.
    func writes(of key: String) -> Set<RequestID> { Set((versions[key] ?? [:]).keys) }

    /// An acceptor has told that it accepted something.
    mutating func acceptor(_ acceptor: Int, didAccept vote: Vote, at instance: Instance) throws(LabFailure) {
        let proposal = Proposal(instance: instance, vote: vote)
        voters[proposal, default: []].insert(acceptor)
        guard let all = voters[proposal], all.count >= quorum else { return }
        if let earlier = chosen[instance] {
            if earlier.value != vote.value { throw twoValues(instance, earlier, vote, all.sorted()) }
            return
        }
        chosen[instance] = vote
        let other = versions[instance.key, default: [:]].updateValue(instance.version, forKey: vote.value.id)
        if let other, other != instance.version { throw writtenTwice(instance, other, vote.value, all.sorted()) }
    }

    private func twoValues(_ instance: Instance, _ first: Vote, _ second: Vote, _ nodes: [Int]) -> LabFailure {
        LabFailure(
            .twoValuesChosen, nodes: nodes, section: "2.1",
            message: """
                two values are chosen in \(instance.brief): '\(first.value.content)' was accepted by a majority in ballot \
                \(first.ballot.brief), and '\(second.value.content)' in ballot \(second.ballot.brief).
                """,
            question: """
                Any two majorities have an acceptor in common. What must it have promised, and have told the second proposer, \
                before that proposed anything?
                """)
    }

    private func writtenTwice(_ instance: Instance, _ other: Int, _ value: PaxosValue, _ nodes: [Int]) -> LabFailure {
        LabFailure(
            .writtenTwice, nodes: nodes,
            message: """
                one write, of '\(value.content)' by request \(value.id.sequence) of its client, is chosen in two versions of \
                '\(instance.key)': \(other) and \(instance.version).
                """,
            question: """
                A clerk that hears nothing asks again. For which version, and what must it know of that version before it goes \
                on to the next one?
                """)
    }
}
