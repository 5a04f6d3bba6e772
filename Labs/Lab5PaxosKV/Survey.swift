import LabKit

/// What the acceptors say who are only asked, with the ballot zero. You can do without: a read may be a round with nothing to
/// propose.
struct Survey {
    /// What follows from the answers.
    enum Outcome: Equatable {
        /// Too few have answered.
        case open
        /// Nothing had been chosen when the read began.
        case nothing
        /// This value is chosen.
        case chosen(PaxosValue)
        /// Somebody has accepted a value that may be chosen or not.
        case uncertain
    }

    /// An acceptor has answered.
    mutating func receive(_ promise: Promise) {}

    /// What follows from the answers.
    var outcome: Outcome { .open }
}
