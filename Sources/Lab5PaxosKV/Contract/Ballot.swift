/// A proposer's attempt: a number, and the proposer's own identity so that no two proposers ever have the same.
public struct Ballot: Codable, Hashable, Comparable, Sendable {
    /// Grows with each attempt; at least 1.
    public var number: Int
    /// Who attempts: its server's place among the peers plus one, so that it is at least 1.
    public var proposer: Int

    /// - Parameters:
    ///   - number: grows with each attempt; at least 1.
    ///   - proposer: who attempts; at least 1.
    public init(number: Int, proposer: Int) {
        self.number = number
        self.proposer = proposer
    }

    /// Smaller than every attempt. An acceptor that has promised nothing has promised this; a `Prepare` with it only asks, and
    /// nobody need remember it.
    public static let zero = Ballot(number: 0, proposer: 0)

    /// By number; of equal numbers by proposer.
    public static func < (left: Ballot, right: Ballot) -> Bool {
        (left.number, left.proposer) < (right.number, right.proposer)
    }
}
