import LabKit

/// A Raft server: decides when each rule of `RaftCore` applies, saves what must survive, and sends messages.
///
/// Between two `await`s nothing else runs on this actor, and no rule of the core awaits anything. So each rule sees and
/// leaves a consistent state; what an `await` separates must be checked again, and the core does that by comparing the
/// term of a reply's request with its own.
public actor Raft: RaftPeer {
    public nonisolated let node: Node
    private let peers: [Peer]
    private let me: Int
    private let apply: Apply

    private var core: RaftCore
    /// When to start an election if nothing is heard until then.
    private var electionDeadline: NodeClock.Instant
    /// When to send the next heartbeat as leader.
    private var heartbeatDeadline: NodeClock.Instant
    /// For each peer, the number of the request whose reply is awaited before more entries are sent; nil for none.
    private var awaited: [Int?]
    private var requestsSent = 0
    private var isReplicationDue = false
    /// Wakes the applier. One pending wake-up is enough: it applies all there is.
    private let commits = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    public init(node: Node, peers: [Peer], me: Int, apply: @escaping Apply) {
        self.node = node
        self.peers = peers
        self.me = me
        self.apply = apply
        let restored = node.disk.load(RaftCore.PersistentState.self)
        core = RaftCore(me: me, peerCount: peers.count, restored: restored ?? RaftCore.PersistentState())
        electionDeadline = node.clock.now.advanced(by: node.random.duration(in: Timing.election))
        heartbeatDeadline = node.clock.now
        awaited = Array(repeating: nil, count: peers.count)
    }

    // MARK: - RaftPeer

    public func run() async throws {
        node.serve(RequestVote.self) { await self.handle($0) }
        node.serve(AppendEntries.self) { await self.handle($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.runElectionTimer() }
            group.addTask { try await self.runHeartbeatTimer() }
            group.addTask { await self.runApplier() }
            try await group.waitForAll()
        }
    }

    public func start(_ command: [UInt8]) -> Submission {
        guard let index = core.append(command) else {
            return Submission(index: 0, term: core.term, isLeader: false)
        }
        coreDidChange()
        replicateSoon()
        return Submission(index: index, term: core.term, isLeader: true)
    }

    public func status() -> (term: Int, isLeader: Bool) {
        (core.term, core.isLeader)
    }

    public func inspect() -> RaftState {
        let role: Role =
            switch core.role {
            case .follower: .follower
            case .candidate: .candidate
            case .leader: .leader
            }
        return RaftState(
            role: role, term: core.term, votedFor: core.persistent.votedFor, logTerms: core.log.entries.map(\.term),
            commitIndex: core.commitIndex)
    }

    // MARK: - After every rule

    /// Saves what must be on disk before anything that depends on it leaves this server, and wakes the applier. To be
    /// called after every rule, before the next `await` or return.
    private func coreDidChange() {
        if core.mustSave {
            node.disk.save(core.persistent)
            core.didSave()
        }
        if core.commitIndex > core.lastApplied { commits.continuation.yield() }
    }

    // MARK: - Elections

    private func runElectionTimer() async throws {
        while true {
            try await node.clock.sleep(until: electionDeadline)
            // The deadline may have moved while we slept.
            guard node.clock.now >= electionDeadline else { continue }
            resetElectionTimer()
            if !core.isLeader { startElection() }
        }
    }

    private func resetElectionTimer() {
        electionDeadline = node.clock.now.advanced(by: node.random.duration(in: Timing.election))
    }

    private func startElection() {
        let request = core.startElection()
        coreDidChange()
        node.log("starts an election for term \(request.term)")
        if core.isLeader { becomeLeader() }
        for peer in peers.indices where peer != me {
            Task { await requestVote(request, from: peer) }
        }
    }

    private func requestVote(_ request: RequestVote, from peer: Int) async {
        guard let reply = await peers[peer].call(request) else { return }
        let wasLeader = core.isLeader
        core.receive(reply, to: request, from: peer)
        coreDidChange()
        if core.isLeader, !wasLeader { becomeLeader() }
    }

    private func handle(_ request: RequestVote) -> RequestVote.Reply {
        let reply = core.answer(request)
        coreDidChange()
        // Only a vote that is given puts off our own candidacy (Figure 2, rules for followers).
        if reply.voteGranted { resetElectionTimer() }
        return reply
    }

    private func becomeLeader() {
        node.log("leads term \(core.term)")
        awaited = Array(repeating: nil, count: peers.count)
        broadcast()
    }

    // MARK: - Replication

    private func runHeartbeatTimer() async throws {
        while true {
            try await node.clock.sleep(until: heartbeatDeadline)
            guard node.clock.now >= heartbeatDeadline else { continue }
            broadcast()
        }
    }

    /// Sends every peer what it lacks or an empty heartbeat, whether or not it has answered the last request: that
    /// answer may take seconds, or never come.
    private func broadcast() {
        heartbeatDeadline = node.clock.now.advanced(by: Timing.heartbeat)
        for peer in peers.indices where peer != me { sendEntries(to: peer) }
    }

    /// Replicates new entries as soon as all that is ready to run now has run, so that commands that come together
    /// travel together.
    private func replicateSoon() {
        guard !isReplicationDue else { return }
        isReplicationDue = true
        Task {
            isReplicationDue = false
            for peer in peers.indices where peer != me { sendEntriesIfIdle(to: peer) }
        }
    }

    /// Sends a peer the entries it lacks, unless a request is on its way: what queues up meanwhile goes with the next.
    private func sendEntriesIfIdle(to peer: Int) {
        if awaited[peer] == nil, core.hasEntries(for: peer) { sendEntries(to: peer) }
    }

    private func sendEntries(to peer: Int) {
        guard let request = core.appendEntries(for: peer) else { return }
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
        core.receive(reply, to: request, from: peer)
        coreDidChange()
        sendEntriesIfIdle(to: peer)
    }

    private func handle(_ request: AppendEntries) -> AppendEntries.Reply {
        let (reply, isFromLeader) = core.answer(request)
        coreDidChange()
        if isFromLeader { resetElectionTimer() }
        return reply
    }

    // MARK: - Applying

    /// Hands committed entries to the service, one after the other: the only place that does.
    private func runApplier() async {
        for await _ in commits.stream {
            while let (index, entry) = core.nextToApply() {
                await apply(.command(index: index, term: entry.term, bytes: entry.command))
            }
        }
    }
}
