import LabKit

/// What must survive a crash: all that others were told, and all that this proposer has ever used.
struct DurableState: Codable, Sendable {
    /// What the acceptor has promised and accepted.
    var acceptor = Acceptor()
    /// The largest number of any ballot that this proposer has used, in whatever instance.
    private var largestNumber = 0

    /// A ballot that was never used: rule 6. It may be used when it is on disk.
    /// - Parameters:
    ///   - seen: the largest ballot that acceptors spoke of.
    ///   - proposer: who attempts.
    mutating func nextBallot(above seen: Ballot, by proposer: Int) -> Ballot {
        largestNumber = max(largestNumber, seen.number) + 1
        return Ballot(number: largestNumber, proposer: proposer)
    }
}
