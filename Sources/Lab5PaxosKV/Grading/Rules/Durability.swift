import Harness
import LabKit

/// What an acceptor has told is on its disk: it holds after a crash (Paxos Made Simple, section 2.5).
struct Durability {
    private var told: [Int: [Instance: AcceptorState]] = [:]

    /// An acceptor's promise leaves it.
    mutating func acceptor(_ acceptor: Int, didPromise promise: Promise) {
        guard promise.isGranted, promise.ballot > .zero else { return }
        raise(acceptor, promise.instance) { $0.promised = max($0.promised, promise.ballot) }
    }

    /// An acceptor tells that it has accepted.
    mutating func acceptor(_ acceptor: Int, didAccept vote: Vote, at instance: Instance) {
        raise(acceptor, instance) {
            $0.promised = max($0.promised, vote.ballot)
            if vote.ballot > $0.vote?.ballot ?? .zero { $0.vote = vote }
        }
    }

    private mutating func raise(_ acceptor: Int, _ instance: Instance, _ body: (inout AcceptorState) -> Void) {
        body(&told[acceptor, default: [:]][instance, default: AcceptorState()])
    }

    /// The instances of which an acceptor has told anything.
    func instances(of acceptor: Int) -> [Instance] { (told[acceptor] ?? [:]).keys.sorted() }

    /// Of how many instances an acceptor has told anything.
    func instanceCount(of acceptor: Int) -> Int { told[acceptor]?.count ?? 0 }

    /// Compares what a server knows that was created from a disk with what it has told.
    /// - Parameter isTrial: whether the crash is only imagined.
    func check(
        _ acceptor: Int, _ instance: Instance, restored: AcceptorState, isTrial: Bool
    ) throws(LabFailure) {
        guard let told = told[acceptor]?[instance] else { return }
        let (vote, found) = (told.vote?.ballot ?? .zero, restored.vote?.ballot ?? .zero)
        let fact: String
        if restored.promised < told.promised {
            fact =
                "had promised \(told.promised.brief), and \(restored.promised == .zero ? "nothing" : restored.promised.brief)"
        } else if found < vote {
            fact = "had accepted in ballot \(vote.brief), and \(restored.vote == nil ? "nothing" : found.brief)"
        } else {
            return
        }
        throw LabFailure(
            .notDurable, nodes: [acceptor], section: "2.5",
            message: """
                S\(acceptor) told that it \(fact) is on its disk, for \(instance.brief): \
                \(isTrial ? "a crash right now would make it forget" : "it crashed, and has forgotten").
                """,
            question: """
                What must be on disk (node.disk.save) before a promise or an answer to Accept leaves? And does init load it?
                """)
    }
}
