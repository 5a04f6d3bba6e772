import LabKit

/// One attempt of a proposer, in one ballot: rules 3 to 5 and 7. It counts acceptors, not answers, and only answers to this very
/// ballot: others are late, and belong to an attempt that is over.
struct Round {
    /// How far it has come.
    enum Phase: Equatable {
        /// Waits for promises of a quorum.
        case preparing
        /// Waits until a quorum has accepted this value.
        case accepting(PaxosValue)
        /// This value is chosen; nil if nothing was, and there is nothing to propose.
        case over(PaxosValue?)
        /// So many acceptors refused that the others are no quorum.
        case refused
    }

    let instance: Instance
    let ballot: Ballot
    /// What to propose if nobody has accepted anything yet; nil for a read.
    private let own: PaxosValue?
    private let acceptors: Int
    private(set) var phase = Phase.preparing
    /// The largest ballot that any answer spoke of; the next attempt must be above it.
    private(set) var largestSeen = Ballot.zero

    private var votes: [Int: Vote?] = [:]
    private var accepted: Set<Int> = []
    private var refused: Set<Int> = []

    /// - Parameters:
    ///   - instance: what is to be decided.
    ///   - ballot: in which ballot; never one that was used before.
    ///   - own: what to propose if nobody has accepted anything yet; nil for a read.
    ///   - acceptors: how many there are.
    init(_ instance: Instance, in ballot: Ballot, own: PaxosValue?, acceptors: Int) {
        self.instance = instance
        self.ballot = ballot
        self.own = own
        self.acceptors = acceptors
    }

    private var quorum: Int { acceptors / 2 + 1 }

    /// An acceptor has answered in phase 1.
    mutating func receive(_ promise: Promise) {
        guard phase == .preparing, promise.ballot == ballot, promise.instance == instance else { return }
        guard promise.isGranted else { return refuse(promise.from, promise.promised) }
        votes[promise.from] = .some(promise.vote)
        if votes.count >= quorum { choose() }
    }

    /// A quorum has promised: the value of the largest ballot that was accepted may be chosen already, and must stay. If nothing
    /// was accepted, no smaller ballot ever chooses anything.
    private mutating func choose() {
        let largest = votes.values.compactMap { $0 }.max { $0.ballot < $1.ballot }
        guard let value = largest?.value ?? own else { return phase = .over(nil) }
        phase = .accepting(value)
    }

    /// An acceptor has answered in phase 2.
    mutating func receive(_ reply: Accepted) {
        guard case .accepting(let value) = phase, reply.ballot == ballot, reply.instance == instance else { return }
        guard reply.isGranted else { return refuse(reply.from, reply.promised) }
        accepted.insert(reply.from)
        if accepted.count >= quorum { phase = .over(value) }
    }

    private mutating func refuse(_ acceptor: Int, _ promised: Ballot) {
        largestSeen = max(largestSeen, promised)
        refused.insert(acceptor)
        if refused.count > acceptors - quorum { phase = .refused }
    }
}
