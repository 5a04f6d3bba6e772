import LabKit

/// A Raft server: decides when each rule of `RaftCore` applies, and sends what comes out.
///
/// Between two `await`s nothing else runs on this actor, and no rule of the core awaits anything. So each rule sees and
/// leaves a consistent state; what an `await` separates must be checked again, and the core does that by comparing the
/// term of a reply's request with its own.
///
/// Three loops live as long as the server: they wait for the election time-out, for commands to replicate, and for
/// entries to apply. A fourth sends heartbeats as long as the server leads. When the machine crashes they are cancelled
/// or woken by an error, calls in flight return nil, and nothing has to be cleaned up.
public actor Raft: RaftPeer {
    /// The machine it runs on.
    public nonisolated let node: Node
    private let peers: [Peer]
    private let me: Int
    private let apply: Apply

    /// Only `step` changes it.
    private var durable: DurableCore
    private var core: RaftCore { durable.core }

    /// When to start an election if nothing is heard until then.
    private var electionDeadline: NodeClock.Instant
    /// For each peer, the number of the request whose reply is awaited before more entries are sent; nil for none.
    private var awaited: [Int?]
    private var requestsSent = 0
    private let submitted = Signal()
    private let committed = Signal()

    /// Creates a server, new or restarted: what it had saved is on its node's disk.
    public init(node: Node, peers: [Peer], me: Int, apply: @escaping Apply) {
        self.node = node
        self.peers = peers
        self.me = me
        self.apply = apply
        durable = DurableCore(me: me, peerCount: peers.count, disk: node.disk)
        electionDeadline = node.clock.now.advanced(by: node.random.duration(in: Timing.election))
        awaited = Array(repeating: nil, count: peers.count)
    }

    // MARK: - RaftPeer

    /// The server's life: answers requests and runs its loops until the machine crashes.
    public func run() async throws {
        node.serve(RequestVote.self) { await self.handle($0) }
        node.serve(AppendEntries.self) { await self.handle($0) }
        node.serve(InstallSnapshot.self) { await self.handle($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.runElectionTimer() }
            group.addTask { await self.runReplicator() }
            group.addTask { await self.runApplier() }
            try await group.waitForAll()
        }
    }

    /// Appends a command if this server leads, and wakes the replicator. Returns at once.
    public func start(_ command: [UInt8]) -> Submission {
        guard let index = step({ $0.append(command) }) else {
            return Submission(index: 0, term: core.term, isLeader: false)
        }
        submitted.raise()
        return Submission(index: index, term: core.term, isLeader: true)
    }

    /// Puts the service's state after the entry at `index` in place of all entries up to there.
    public func snapshot(upTo index: Int, state: [UInt8]) {
        _ = durable.step(snapshot: state, if: { $0 }) { $0.compact(upTo: index) }
    }

    /// The current term, and whether this server believes it is the leader.
    public func status() -> (term: Int, isLeader: Bool) {
        (core.term, core.isLeader)
    }

    /// A look inside, which makes failure messages more precise.
    public func inspect() -> RaftState {
        let core = core
        let role: Role =
            switch core.role {
            case .follower: .follower
            case .candidate: .candidate
            case .leader: .leader
            }
        return RaftState(
            role: role, term: core.term, votedFor: core.persistent.votedFor, lastIndex: core.log.lastIndex,
            lastTerm: core.log.lastTerm, commitIndex: core.commitIndex, snapshotIndex: core.log.snapshotIndex)
    }

    /// The term of an entry, for checks.
    public func logTerm(at index: Int) -> Int? {
        index == 0 ? nil : core.log.term(at: index)
    }

    // MARK: - Rules

    /// Runs a rule of the core: the one way to change it. When it returns, all that the result depends on is on disk,
    /// and the applier knows of what was committed.
    private func step<Result>(_ rule: (inout RaftCore) -> Result) -> Result {
        let commitIndex = core.commitIndex
        let result = durable.step(rule)
        if core.commitIndex > commitIndex { committed.raise() }
        return result
    }

    // MARK: - Elections

    private func runElectionTimer() async throws {
        while true {
            try await node.clock.sleep(until: electionDeadline)
            // The deadline may have moved while we slept. One that moved closer is met late, but within the range.
            if node.clock.now >= electionDeadline { startElection() }
        }
    }

    private func resetElectionTimer() {
        electionDeadline = node.clock.now.advanced(by: node.random.duration(in: Timing.election))
    }

    private func startElection() {
        resetElectionTimer()
        guard let request = step({ $0.startElection() }) else { return }
        node.log("starts an election for term \(request.term)")
        // In a cluster of one, our own vote decides.
        if core.isLeader { becomeLeader() }
        for peer in peers.indices where peer != me {
            Task { await requestVote(request, from: peer) }
        }
    }

    private func requestVote(_ request: RequestVote, from peer: Int) async {
        guard let reply = await peers[peer].call(request) else { return }
        if step({ $0.receive(reply, to: request, from: peer) }) { becomeLeader() }
    }

    private func handle(_ request: RequestVote) -> RequestVote.Reply {
        let reply = step { $0.answer(request) }
        // Only a vote that is given puts off our own candidacy (Figure 2, rules for followers).
        if reply.voteGranted { resetElectionTimer() }
        return reply
    }

    private func becomeLeader() {
        node.log("leads term \(core.term)")
        awaited = Array(repeating: nil, count: peers.count)
        let term = core.term
        Task { try await sendHeartbeats(inTerm: term) }
    }

    // MARK: - Replication

    /// As long as this server leads the term: sends every peer what it lacks, or an empty heartbeat, whether or not it
    /// has answered the last request. That answer may take seconds, or never come.
    private func sendHeartbeats(inTerm term: Int) async throws {
        while core.isLeader, core.term == term {
            for peer in peers.indices where peer != me { sendEntries(to: peer) }
            try await node.clock.sleep(for: Timing.heartbeat)
        }
    }

    /// Replicates what clients submit. `start` doesn't send by itself: commands that are submitted in a row travel
    /// together when this task's turn comes, in the same instant.
    private func runReplicator() async {
        for await _ in submitted.raised {
            for peer in peers.indices where peer != me { sendEntriesIfIdle(to: peer) }
        }
    }

    /// Sends a peer the entries it lacks, unless a request is on its way: what queues up meanwhile goes with the next.
    private func sendEntriesIfIdle(to peer: Int) {
        if awaited[peer] == nil, core.hasEntries(for: peer) { sendEntries(to: peer) }
    }

    private func sendEntries(to peer: Int) {
        guard let request = core.appendEntries(for: peer) else { return sendSnapshot(to: peer) }
        requestsSent += 1
        let number = requestsSent
        awaited[peer] = number
        Task { await sendEntries(request, number: number, to: peer) }
    }

    private func sendEntries(_ request: AppendEntries, number: Int, to peer: Int) async {
        let reply = await peers[peer].call(request)
        if awaited[peer] == number { awaited[peer] = nil }
        // Without a reply the next heartbeat tries again.
        guard let reply else { return }
        step { $0.receive(reply, to: request, from: peer) }
        sendEntriesIfIdle(to: peer)
    }

    private func handle(_ request: AppendEntries) -> AppendEntries.Reply {
        let (reply, isFromLeader) = step { $0.answer(request) }
        if isFromLeader { resetElectionTimer() }
        return reply
    }

    // MARK: - Snapshots

    private func sendSnapshot(to peer: Int) {
        guard let request = core.installSnapshot(for: peer, data: node.disk.snapshot) else { return }
        requestsSent += 1
        let number = requestsSent
        awaited[peer] = number
        Task { await sendSnapshot(request, number: number, to: peer) }
    }

    private func sendSnapshot(_ request: InstallSnapshot, number: Int, to peer: Int) async {
        let reply = await peers[peer].call(request)
        if awaited[peer] == number { awaited[peer] = nil }
        guard let reply else { return }
        step { $0.receive(reply, to: request, from: peer) }
        sendEntriesIfIdle(to: peer)
    }

    private func handle(_ request: InstallSnapshot) -> InstallSnapshot.Reply {
        let answer = durable.step(snapshot: request.data, if: \.isNew) { $0.answer(request) }
        if answer.isFromLeader { resetElectionTimer() }
        if answer.isNew { committed.raise() }
        return answer.reply
    }

    // MARK: - Applying

    /// Hands committed entries to the service, one after the other: the only place that does. What a snapshot has
    /// replaced when the server starts comes first, as that snapshot.
    private func runApplier() async {
        committed.raise()
        for await _ in committed.raised {
            while let delivery = step({ $0.nextToApply() }) {
                await apply(message(delivery))
            }
        }
    }

    private func message(_ delivery: RaftCore.Delivery) -> ApplyMessage {
        switch delivery {
        case .entry(let entry, let index): .command(index: index, term: entry.term, bytes: entry.command)
        case .snapshot(let index, let term): .snapshot(index: index, term: term, bytes: node.disk.snapshot)
        }
    }
}
