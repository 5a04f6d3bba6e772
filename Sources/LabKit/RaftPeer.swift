/// What the labs ask of a Raft implementation. HANDOUT.md, chapter Lab 2, explains every part.
///
/// ```swift
/// public actor Raft: RaftPeer {
///     public nonisolated let node: Node
///     public init(node: Node, peers: [Peer], me: Int, apply: @escaping Apply) { … }
///     public func run() async throws { … }
///     public func start(_ command: [UInt8]) -> Submission { … }
///     public func status() -> (term: Int, isLeader: Bool) { … }
///     public func inspect() -> RaftState { … }
/// }
/// ```
public protocol RaftPeer: LabActor {
    /// Creates a server, new or restarted; what it had saved is on `node.disk`.
    /// - Parameters:
    ///   - node: the machine it runs on.
    ///   - peers: all servers of the cluster, in the same order everywhere; `peers[me]` is this one.
    ///   - me: this server's place among the peers.
    ///   - apply: takes each committed entry, in order, once it is committed.
    init(node: Node, peers: [Peer], me: Int, apply: @escaping Apply)

    /// Asks to append a command to the replicated log. Returns at once; there is no promise that the command will
    /// ever be committed.
    func start(_ command: [UInt8]) -> Submission

    /// The current term, and whether this server believes it is the leader.
    func status() -> (term: Int, isLeader: Bool)

    /// A look inside, for checks and traces. It adds precision to messages; points depend on what was applied.
    func inspect() -> RaftState
}

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
/// return RaftState(role: .leader, term: 3, votedFor: me, logTerms: [1, 1, 3], commitIndex: 2)
/// ```
public struct RaftState: Sendable, Equatable {
    /// What the server takes itself for.
    public var role: Role
    /// `currentTerm`.
    public var term: Int
    /// `votedFor`: the candidate's place among the peers, nil if none in this term.
    public var votedFor: Int?
    /// The index of the first entry in `logTerms`: 1, or one more than the last index a snapshot covers.
    public var firstIndex: Int
    /// The terms of the log's entries, in order.
    public var logTerms: [Int]
    /// `commitIndex`.
    public var commitIndex: Int

    /// - Parameters:
    ///   - role: what the server takes itself for.
    ///   - term: `currentTerm`.
    ///   - votedFor: whom it voted for in this term, nil if for none.
    ///   - firstIndex: the index of the first entry in `logTerms`; 1 without snapshots.
    ///   - logTerms: the terms of the log's entries, in order.
    ///   - commitIndex: `commitIndex`.
    public init(
        role: Role, term: Int, votedFor: Int?, firstIndex: Int = 1, logTerms: [Int], commitIndex: Int
    ) {
        self.role = role
        self.term = term
        self.votedFor = votedFor
        self.firstIndex = firstIndex
        self.logTerms = logTerms
        self.commitIndex = commitIndex
    }

    /// The index of the last entry; `firstIndex - 1` if there is none.
    public var lastIndex: Int { firstIndex + logTerms.count - 1 }
}
