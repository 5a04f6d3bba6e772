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
///     public func logTerm(at index: Int) -> Int? { … }
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

    /// A look inside. The graders take one after every step of the server and hold it to the rules of the paper, so
    /// it must be cheap and tell the truth: report the variables themselves.
    func inspect() -> RaftState

    /// The term of one entry in the log, for the same checks.
    /// - Parameter index: the entry's index; the first is 1.
    /// - Returns: nil if the log has no entry there, or only a snapshot of it; the term of a snapshot's last entry
    ///   itself is known.
    func logTerm(at index: Int) -> Int?

    /// Lab 3B: the service has put its state into a snapshot. Forgets the entries that it stands for, and saves it
    /// together with what is left of them (section 7). Until Lab 3B there is nothing to do, and no need to write it.
    /// - Parameters:
    ///   - index: the last entry that the service has applied to the state.
    ///   - state: the service's state, encoded.
    func snapshot(upTo index: Int, state: [UInt8])
}

extension RaftPeer {
    /// Keeps all entries.
    public func snapshot(upTo index: Int, state: [UInt8]) {}
}
