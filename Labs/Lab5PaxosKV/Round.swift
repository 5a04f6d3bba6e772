import LabKit

/// One attempt of a proposer, in one ballot, without clocks, messages in flight or tasks: it counts answers, and says how far it
/// has come.
struct Round {
    /// How far it has come.
    enum Phase: Equatable {
        /// Waits for promises of a majority.
        case preparing
        /// Waits until a majority has accepted this value.
        case accepting(PaxosValue)
        /// This value is chosen; nil if nothing was, and there is nothing to propose.
        case over(PaxosValue?)
        /// So many acceptors refused that the others are no majority.
        case refused
    }

    let instance: Instance
    let ballot: Ballot
    private(set) var phase = Phase.preparing
    // What else must it remember of the answers? Which of them are answers to this attempt?

    /// - Parameters:
    ///   - instance: what is to be decided.
    ///   - ballot: in which ballot; never one that was used before.
    ///   - own: what to propose if nobody has accepted anything yet; nil for a read.
    ///   - acceptors: how many there are.
    init(_ instance: Instance, in ballot: Ballot, own: PaxosValue?, acceptors: Int) {
        self.instance = instance
        self.ballot = ballot
    }

    /// An acceptor has answered in phase 1.
    mutating func receive(_ promise: Promise) {}

    /// An acceptor has answered in phase 2.
    mutating func receive(_ reply: Accepted) {}
}
