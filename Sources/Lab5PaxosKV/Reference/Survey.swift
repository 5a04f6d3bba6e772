import LabKit

/// What the acceptors say who are only asked, with no ballot: the shorter half of rule 7. It is enough if a quorum has accepted
/// nothing, for then nothing had been chosen when the read began, or if a quorum has accepted in the same ballot, for then that
/// value is chosen.
struct Survey {
    /// What follows from the answers.
    enum Outcome: Equatable {
        /// Too few have answered.
        case open
        /// Nothing had been chosen when the read began.
        case nothing
        /// This value is chosen.
        case chosen(PaxosValue)
        /// Somebody has accepted a value that may be chosen or not: it must be finished in a round.
        case uncertain
    }

    private let instance: Instance
    private let quorum: Int
    private var votes: [Int: Vote?] = [:]

    /// - Parameters:
    ///   - instance: what is asked for.
    ///   - acceptors: how many acceptors there are.
    init(_ instance: Instance, acceptors: Int) {
        self.instance = instance
        quorum = acceptors / 2 + 1
    }

    /// An acceptor has answered. Whether it would promise doesn't matter.
    mutating func receive(_ promise: Promise) {
        guard promise.ballot == .zero, promise.instance == instance else { return }
        votes[promise.from] = .some(promise.vote)
    }

    /// What follows from the answers.
    var outcome: Outcome {
        if votes.count < quorum { return .open }
        let cast = votes.values.compactMap { $0 }
        if votes.count - cast.count >= quorum { return .nothing }
        let agreed = cast.first { vote in cast.count { $0.ballot == vote.ballot } >= quorum }
        return agreed.map { .chosen($0.value) } ?? .uncertain
    }
}
