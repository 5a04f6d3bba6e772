import Harness
import LabKit

/// An acceptor keeps its promises (Paxos Made Simple, section 2.2, P1a), and tells what it has accepted.
///
/// Answers may leave in another order than that in which the acceptor did what they tell. So it is not their order that counts:
/// who promises ballot b and tells a vote of ballot w accepts nothing between w and b, neither before nor after.
struct KeptPromises {
    private struct Place: Hashable {
        let acceptor: Int
        let instance: Instance
    }

    private struct Told {
        /// Ballots that were promised, and the ballot of the vote that was told with each.
        var promises: [(ballot: Ballot, vote: Ballot)] = []
        var accepted: [Ballot] = []
        var state = AcceptorState()
    }

    private var told: [Place: Told] = [:]

    /// An acceptor's promise leaves it.
    mutating func acceptor(_ acceptor: Int, didPromise promise: Promise) throws(LabFailure) {
        try checkAnswer(acceptor, promise.ballot, promise.isGranted, promise.promised, promise.instance)
        guard promise.isGranted, promise.ballot > .zero else { return }
        let place = Place(acceptor: acceptor, instance: promise.instance)
        let vote = promise.vote?.ballot ?? .zero
        if let between = told[place]?.accepted.first(where: { $0 > vote && $0 < promise.ballot }) {
            throw broken(place, promise.ballot, promise.vote?.ballot, accepted: between)
        }
        told[place, default: Told()].promises.append((promise.ballot, vote))
    }

    /// An acceptor tells that it has accepted.
    mutating func acceptor(_ acceptor: Int, didAnswer reply: Accepted) throws(LabFailure) {
        try checkAnswer(acceptor, reply.ballot, reply.isGranted, reply.promised, reply.instance)
        guard reply.isGranted else { return }
        let place = Place(acceptor: acceptor, instance: reply.instance)
        let promise = told[place]?.promises.first { reply.ballot > $0.vote && reply.ballot < $0.ballot }
        if let promise {
            throw broken(place, promise.ballot, promise.vote == .zero ? nil : promise.vote, accepted: reply.ballot)
        }
        told[place, default: Told()].accepted.append(reply.ballot)
    }

    /// Looks at an acceptor, between two steps.
    mutating func look(at acceptor: Int, _ instance: Instance, _ state: AcceptorState) throws(LabFailure) {
        let place = Place(acceptor: acceptor, instance: instance)
        let before = told[place]?.state ?? AcceptorState()
        told[place, default: Told()].state = state
        let (old, new) = (before.vote?.ballot ?? .zero, state.vote?.ballot ?? .zero)
        let fact: String
        if state.promised < before.promised {
            fact = "had promised \(before.promised.brief), and now only \(state.promised.brief)"
        } else if new < old {
            fact = "had accepted in ballot \(old.brief), and now \(state.vote == nil ? "nothing" : "in \(new.brief)")"
        } else if new > state.promised {
            fact = "has accepted in ballot \(new.brief), and promised only \(state.promised.brief)"
        } else {
            return
        }
        throw LabFailure(
            .brokenPromise, nodes: [acceptor], section: "2.2",
            message: "S\(acceptor) \(fact), in \(instance.brief).",
            question: """
                An acceptor only moves on: which of its two rules lowers what it has promised or accepted, or doesn't raise \
                what it must raise? To accept a ballot is to promise it, too.
                """)
    }

    private func checkAnswer(
        _ acceptor: Int, _ ballot: Ballot, _ isGranted: Bool, _ promised: Ballot, _ instance: Instance
    ) throws(LabFailure) {
        if isGranted ? promised <= ballot : promised >= ballot { return }
        let deed = isGranted ? "takes part in" : "refuses"
        throw LabFailure(
            isGranted ? .brokenPromise : .wrongReply, nodes: [acceptor], section: "2.2",
            message: """
                S\(acceptor) \(deed) ballot \(ballot.brief) in \(instance.brief), and says that it had promised \
                \(promised.brief).
                """,
            question: """
                An acceptor takes part in a ballot unless it has promised a larger one, and a proposer that is refused must \
                hear which.
                """)
    }

    private func broken(_ place: Place, _ promised: Ballot, _ vote: Ballot?, accepted: Ballot) -> LabFailure {
        LabFailure(
            .brokenPromise, nodes: [place.acceptor], section: "2.2",
            message: """
                S\(place.acceptor) promised ballot \(promised.brief) in \(place.instance.brief) and told \
                \(vote.map { "its vote of ballot \($0.brief)" } ?? "no vote"), but it accepted in ballot \
                \(accepted.brief), which is between.
                """,
            question: """
                Who has promised a ballot accepts in no smaller one any more, and what it has accepted it tells with the \
                promise: which of the two went wrong?
                """)
    }
}
