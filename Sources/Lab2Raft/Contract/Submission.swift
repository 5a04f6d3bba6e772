/// What `start` answers.
///
/// ```swift
/// return Submission(index: log.lastIndex, term: term, isLeader: true)
/// ```
public struct Submission: Sendable, Equatable {
    /// The index at which the command will appear if it is ever committed; meaningless if not the leader.
    public var index: Int
    /// The server's current term.
    public var term: Int
    /// Whether this server believes it is the leader; if not, the command was not taken.
    public var isLeader: Bool

    /// - Parameters:
    ///   - index: where the command will appear if it is ever committed.
    ///   - term: the server's current term.
    ///   - isLeader: whether this server believes it is the leader, and so took the command.
    public init(index: Int, term: Int, isLeader: Bool) {
        self.index = index
        self.term = term
        self.isLeader = isLeader
    }
}
