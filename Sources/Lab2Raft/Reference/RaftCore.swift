/// The protocol: Figure 2 of the Raft paper as state and rules, without clocks, messages in flight or tasks.
///
/// Every rule is a function that looks at the state, changes it and returns what to answer or what to send. The actor
/// `Raft` decides when to call which, and sends and saves what comes out. Read the rules in the paper's order: terms,
/// elections, replication as the leader and as a follower sees it, applying.
struct RaftCore {
    /// Figure 2, "Persistent state on all servers". It must be on disk before any message leaves that depends on it.
    struct PersistentState: Codable, Equatable {
        /// The latest term this server has seen.
        var currentTerm = 0
        /// Whom it voted for in that term.
        var votedFor: Int?
        /// Its log.
        var log = Log()
    }

    /// Figure 4: what a server is, with the state that it has only while it is that. A server that changes its role
    /// can't take votes or guesses of an earlier term along.
    enum Role: Equatable {
        case follower
        /// The servers that voted for this one so far. A set, since the same vote can arrive twice.
        case candidate(votes: Set<Int>)
        /// What it knows of each server's log; its own place is not used.
        case leader(progress: [PeerProgress])
    }

    let me: Int
    let peerCount: Int

    private(set) var persistent: PersistentState {
        didSet { mustSave = true }
    }
    private(set) var role = Role.follower
    /// The highest index known to be committed.
    private(set) var commitIndex = 0
    /// The highest index handed to the service.
    private(set) var lastApplied = 0
    /// Whether `persistent` may have changed since `didSave`.
    private(set) var mustSave = false

    /// - Parameters:
    ///   - me: this server's place among the peers.
    ///   - peerCount: how many servers the cluster has.
    ///   - restored: what was on disk.
    init(me: Int, peerCount: Int, restored: PersistentState = PersistentState()) {
        self.me = me
        self.peerCount = peerCount
        persistent = restored
        // Only what was committed is ever replaced by a snapshot.
        commitIndex = restored.log.snapshotIndex
    }

    var term: Int { persistent.currentTerm }
    var log: Log { persistent.log }
    var isLeader: Bool { if case .leader = role { true } else { false } }

    private func isMajority(_ count: Int) -> Bool { count > peerCount / 2 }

    /// What is in `persistent` now is on disk.
    mutating func didSave() { mustSave = false }

    // MARK: - Terms (section 5.1)

    /// Rules for all servers: whoever sees a newer term, in a request or a reply, adopts it and follows. The vote was
    /// for the old term.
    private mutating func observe(term: Int) {
        guard term > self.term else { return }
        persistent.currentTerm = term
        persistent.votedFor = nil
        role = .follower
    }

    // MARK: - Elections (sections 5.2 and 5.4.1)

    /// The election time-out passed: begins a new term as its candidate.
    /// - Returns: what to ask of every other server; nil from a leader, who waits for nobody.
    mutating func startElection() -> RequestVote? {
        guard !isLeader else { return nil }
        persistent.currentTerm += 1
        persistent.votedFor = me
        role = .candidate(votes: [me])
        becomeLeaderIfElected()
        return RequestVote(term: term, candidateID: me, lastLogIndex: log.lastIndex, lastLogTerm: log.lastTerm)
    }

    /// RequestVote RPC, receiver implementation.
    mutating func answer(_ request: RequestVote) -> RequestVote.Reply {
        observe(term: request.term)
        let isCurrent = request.term == term
        // A candidate that asks again, because it never heard the answer, gets the same vote again.
        let isFree = persistent.votedFor == nil || persistent.votedFor == request.candidateID
        let isCandidateBehind = log.isMoreUpToDate(thanOneEndingAt: request.lastLogIndex, inTerm: request.lastLogTerm)
        guard isCurrent, isFree, !isCandidateBehind else { return RequestVote.Reply(term: term, voteGranted: false) }
        if persistent.votedFor == nil { persistent.votedFor = request.candidateID }
        return RequestVote.Reply(term: term, voteGranted: true)
    }

    /// Counts a vote, unless it comes too late: from another term than the current one, or when the election is over.
    /// - Returns: whether this vote won the election.
    mutating func receive(_ reply: RequestVote.Reply, to request: RequestVote, from peer: Int) -> Bool {
        observe(term: reply.term)
        guard request.term == term, reply.voteGranted, case .candidate(var votes) = role else { return false }
        votes.insert(peer)
        role = .candidate(votes: votes)
        becomeLeaderIfElected()
        return isLeader
    }

    private mutating func becomeLeaderIfElected() {
        guard case .candidate(let votes) = role, isMajority(votes.count) else { return }
        role = .leader(progress: Array(repeating: PeerProgress(lastIndex: log.lastIndex), count: peerCount))
    }

    // MARK: - Replication, the leader's side (section 5.3)

    /// A client's command: a leader appends it to its log.
    /// - Returns: its index; nil if this server isn't the leader.
    mutating func append(_ command: [UInt8]) -> Int? {
        guard isLeader else { return nil }
        persistent.log.append(LogEntry(term: term, command: command))
        // In a cluster of one, the leader alone is the majority.
        advanceCommitIndex()
        return log.lastIndex
    }

    /// How many entries one request carries at most. A peer that lacks more gets them in portions, each after the answer
    /// to the last; sending everything again with every heartbeat would flood a network that loses messages.
    static let batchSize = 64

    /// What to send to a peer now: what it lacks, or a heartbeat; nil if this server isn't the leader, or the peer lacks
    /// entries that a snapshot has replaced.
    func appendEntries(for peer: Int) -> AppendEntries? {
        guard case .leader(let progress) = role else { return nil }
        let previous = progress[peer].nextIndex - 1
        guard let previousTerm = log.term(at: previous) else { return nil }
        return AppendEntries(
            term: term, leaderID: me, prevLogIndex: previous, prevLogTerm: previousTerm,
            entries: log.entries(after: previous, atMost: Self.batchSize), leaderCommit: commitIndex)
    }

    /// Whether a peer lacks entries, as far as this leader knows.
    func hasEntries(for peer: Int) -> Bool {
        guard case .leader(let progress) = role else { return false }
        return progress[peer].nextIndex <= log.lastIndex
    }

    /// Learns from a follower's answer, unless it is about another term than the current one.
    mutating func receive(_ reply: AppendEntries.Reply, to request: AppendEntries, from peer: Int) {
        observe(term: reply.term)
        guard request.term == term, case .leader(var progress) = role else { return }
        if reply.success {
            // What the follower confirmed follows from the request, not from what the log is by now.
            progress[peer].confirm(upTo: request.lastIndex)
        } else if let conflict = reply.conflict, request.prevLogIndex == progress[peer].nextIndex - 1 {
            progress[peer].retreat(to: nextIndex(after: conflict, before: request.prevLogIndex))
        } else {
            // A refusal of an older guess says nothing about the present one.
            return
        }
        role = .leader(progress: progress)
        advanceCommitIndex()
    }

    /// Where to try next (section 5.3, last paragraphs): after our own last entry of the follower's conflicting term
    /// if we have one, else at the first entry of that term in the follower's log.
    ///
    /// A term begins at the same index in all logs that have entries of it, for one leader put them there. So the first
    /// choice is sure to match, and the second skips a term that we lack as a whole: one round trip for each such term.
    private func nextIndex(after conflict: AppendEntries.Conflict, before previous: Int) -> Int {
        guard let term = conflict.term, let last = log.lastIndex(ofTerm: term, upTo: previous) else {
            return conflict.index
        }
        return last + 1
    }

    /// Commits what a majority has, but counts only for entries of the current term: an older one can be on a majority
    /// and still be overwritten (section 5.4.2, Figure 8). Those before it are committed with it.
    private mutating func advanceCommitIndex() {
        guard commitIndex < log.lastIndex, case .leader(let progress) = role else { return }
        var matchIndexes = progress.map(\.matchIndex)
        matchIndexes[me] = log.lastIndex
        // In descending order, the element in the middle is the highest index that more than half have reached.
        let onMajority = matchIndexes.sorted(by: >)[peerCount / 2]
        if onMajority > commitIndex, log.term(at: onMajority) == term { commitIndex = onMajority }
    }

    // MARK: - Replication, the follower's side (section 5.3)

    /// AppendEntries RPC, receiver implementation.
    /// - Returns: the reply, and whether the request came from the leader of the current term, so that the election
    ///   timer starts over.
    mutating func answer(_ request: AppendEntries) -> (reply: AppendEntries.Reply, isFromLeader: Bool) {
        observe(term: request.term)
        guard request.term == term else {
            return (AppendEntries.Reply(term: term, success: false), isFromLeader: false)
        }
        // A candidate that hears from the leader of its term has lost the election (section 5.2).
        role = .follower
        // What a snapshot has replaced was committed, and so is the same in every log.
        let request = request.dropping(upTo: log.snapshotIndex, term: log.snapshotTerm)
        if let conflict = conflict(with: request) {
            return (AppendEntries.Reply(term: term, success: false, conflict: conflict), isFromLeader: true)
        }
        // Only from the first difference on: a late request may bring entries that are long in the log, and cutting off
        // what follows them would lose entries that were acknowledged (Figure 2, AppendEntries steps 3 and 4).
        if let first = log.firstDifference(in: request.entries, after: request.prevLogIndex) {
            persistent.log.replace(after: request.prevLogIndex + first, with: request.entries[first...])
        }
        // Beyond the last entry of this request our log may hold what the leader's doesn't. And a late request must not
        // take back what is committed.
        commitIndex = max(commitIndex, min(request.leaderCommit, request.lastIndex))
        return (AppendEntries.Reply(term: term, success: true), isFromLeader: true)
    }

    /// The consistency check: how our log differs at the entry before the new ones; nil if it doesn't.
    private func conflict(with request: AppendEntries) -> AppendEntries.Conflict? {
        guard let ours = log.term(at: request.prevLogIndex) else {
            return AppendEntries.Conflict(term: nil, index: log.lastIndex + 1)
        }
        guard ours != request.prevLogTerm else { return nil }
        return AppendEntries.Conflict(term: ours, index: log.firstIndex(ofTermAt: request.prevLogIndex))
    }

    // MARK: - Snapshots (section 7)

    /// The service has put its state after the entry at `index` into a snapshot: forgets the entries up to there.
    /// - Returns: whether there was anything to forget; if not, the snapshot is older than the last one.
    mutating func compact(upTo index: Int) -> Bool {
        guard index > log.snapshotIndex, index <= lastApplied, let term = log.term(at: index) else { return false }
        persistent.log.compact(upTo: index, term: term)
        return true
    }

    /// What to send to a peer that lacks entries which the snapshot has replaced; nil if this server isn't the leader or
    /// the peer lacks none.
    /// - Parameter data: the snapshot.
    func installSnapshot(for peer: Int, data: [UInt8]) -> InstallSnapshot? {
        guard case .leader(let progress) = role, progress[peer].nextIndex <= log.snapshotIndex else { return nil }
        return InstallSnapshot(
            term: term, leaderID: me, lastIncludedIndex: log.snapshotIndex, lastIncludedTerm: log.snapshotTerm,
            data: data)
    }

    /// InstallSnapshot RPC, receiver implementation (Figure 13).
    /// - Returns: the reply; whether the request came from the leader of the current term; and whether to save the
    ///   snapshot in place of the last one, and hand it to the service.
    mutating func answer(
        _ request: InstallSnapshot
    ) -> (reply: InstallSnapshot.Reply, isFromLeader: Bool, isNew: Bool) {
        observe(term: request.term)
        guard request.term == term else { return (InstallSnapshot.Reply(term: term), false, false) }
        role = .follower
        // A late request must not take back what was committed since.
        guard request.lastIncludedIndex > commitIndex else { return (InstallSnapshot.Reply(term: term), true, false) }
        persistent.log.compact(upTo: request.lastIncludedIndex, term: request.lastIncludedTerm)
        commitIndex = request.lastIncludedIndex
        return (InstallSnapshot.Reply(term: term), true, true)
    }

    /// Learns that a follower has what a snapshot stands for, unless that was in another term.
    mutating func receive(_ reply: InstallSnapshot.Reply, to request: InstallSnapshot, from peer: Int) {
        observe(term: reply.term)
        guard request.term == term, case .leader(var progress) = role else { return }
        progress[peer].confirm(upTo: request.lastIncludedIndex)
        role = .leader(progress: progress)
        advanceCommitIndex()
    }

    // MARK: - Applying (section 5.3)

    /// What the service gets next.
    enum Delivery: Equatable {
        /// An entry that was committed.
        case entry(LogEntry, index: Int)
        /// The snapshot that stands for all entries up to `index`.
        case snapshot(index: Int, term: Int)
    }

    /// Takes what the service hasn't seen and gets next: the snapshot, if it doesn't have all that was replaced by it, or
    /// a committed entry.
    mutating func nextToApply() -> Delivery? {
        guard lastApplied < commitIndex else { return nil }
        if lastApplied < log.snapshotIndex {
            lastApplied = log.snapshotIndex
            return .snapshot(index: log.snapshotIndex, term: log.snapshotTerm)
        }
        lastApplied += 1
        return .entry(log[lastApplied], index: lastApplied)
    }
}
