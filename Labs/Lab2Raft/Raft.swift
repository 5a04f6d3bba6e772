import LabKit

/// A Raft server: this is where Lab 2 happens. HANDOUT.md, chapter "Lab 2", is the guide.
///
/// The actor is what the outside sees: it waits for timers, sends and answers messages, and saves what must survive.
/// The rules of Figure 2 can go into `RaftCore`, where no `await` can come between them, and `DurableCore` is the one
/// way to run them.
public actor Raft: RaftPeer {
    /// The machine it runs on.
    public nonisolated let node: Node
    private let peers: [Peer]
    private let me: Int
    private let apply: Apply

    private var durable: DurableCore
    private var core: RaftCore { durable.core }

    /// Creates a server, new or restarted.
    public init(node: Node, peers: [Peer], me: Int, apply: @escaping Apply) {
        self.node = node
        self.peers = peers
        self.me = me
        self.apply = apply
        durable = DurableCore(me: me, peerCount: peers.count, disk: node.disk)
    }

    /// The server's life: register handlers, then wait for timers until the machine crashes.
    public func run() async throws {
        node.serve(RequestVote.self) { await self.handle($0) }
        node.serve(AppendEntries.self) { await self.handle($0) }
        node.log("begin here (Lab 2A): run() has nothing more to do; write the election timer, and take this line out")
        // 2A: sleep with node.clock until an election is due, then ask every peer for its vote.
        // 2B: hand committed entries to apply, one after the other.
    }

    /// Asks to append a command. Returns at once.
    public func start(_ command: [UInt8]) -> Submission {
        node.log("begin here (Lab 2B): start() takes no command yet")
        // 2B: a leader appends the command to its log and starts to replicate it.
        return Submission(index: 0, term: core.term, isLeader: false)
    }

    /// The current term, and whether this server believes it is the leader.
    public func status() -> (term: Int, isLeader: Bool) {
        (core.term, core.isLeader)
    }

    /// A look inside, on which the graders' checks rest. Keep it true as your state grows: in 2A the role, the term and
    /// the vote, in 2B the rest.
    public func inspect() -> RaftState {
        RaftState(role: .follower, term: core.term, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: 0)
    }

    /// The term of an entry, for the same checks.
    public func logTerm(at index: Int) -> Int? {
        // 2B: nil where the log has no entry.
        nil
    }

    private func handle(_ request: RequestVote) -> RequestVote.Reply {
        // 2A: Figure 2, "RequestVote RPC", receiver implementation.
        RequestVote.Reply(term: core.term, voteGranted: false)
    }

    private func handle(_ request: AppendEntries) -> AppendEntries.Reply {
        // 2A: a heartbeat from the leader of the current term restarts the election timer.
        // 2B: Figure 2, "AppendEntries RPC", receiver implementation.
        AppendEntries.Reply(term: core.term, success: false)
    }
}
