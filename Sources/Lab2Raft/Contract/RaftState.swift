/// The three roles of Figure 4 in the Raft paper, for example `.candidate`.
public enum Role: String, Sendable, Codable {
    /// Answers leaders and candidates, and asks nobody.
    case follower
    /// Asks for votes, because it heard from no leader.
    case candidate
    /// Takes commands and replicates them.
    case leader
}

/// A Raft server from the inside, in the terms of Figure 2.
///
/// ```swift
/// return RaftState(
///     role: .leader, term: 3, votedFor: me, lastIndex: log.lastIndex, lastTerm: log.lastTerm, commitIndex: 2)
/// ```
public struct RaftState: Sendable, Equatable {
    /// What the server takes itself for.
    public var role: Role
    /// `currentTerm`.
    public var term: Int
    /// `votedFor`: the candidate's place among the peers, nil if none in this term.
    public var votedFor: Int?
    /// The index of the last entry in the log; 0 if there is none.
    public var lastIndex: Int
    /// The term of the last entry in the log; 0 if there is none.
    public var lastTerm: Int
    /// `commitIndex`.
    public var commitIndex: Int
    /// The index of the last entry that a snapshot has replaced; 0 if there is no snapshot (Lab 3B).
    public var snapshotIndex: Int

    /// - Parameters:
    ///   - role: what the server takes itself for.
    ///   - term: `currentTerm`.
    ///   - votedFor: whom it voted for in this term, nil if for none.
    ///   - lastIndex: the index of the last entry in the log; 0 if there is none.
    ///   - lastTerm: the term of the last entry in the log; 0 if there is none.
    ///   - commitIndex: `commitIndex`.
    ///   - snapshotIndex: the index of the last entry that a snapshot has replaced; 0 if there is none (Lab 3B).
    public init(
        role: Role, term: Int, votedFor: Int?, lastIndex: Int, lastTerm: Int, commitIndex: Int, snapshotIndex: Int = 0
    ) {
        self.role = role
        self.term = term
        self.votedFor = votedFor
        self.lastIndex = lastIndex
        self.lastTerm = lastTerm
        self.commitIndex = commitIndex
        self.snapshotIndex = snapshotIndex
    }
}
