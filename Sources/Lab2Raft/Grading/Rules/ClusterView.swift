import Harness
import LabKit

/// What a step did to a server, as far as the rules are concerned.
struct Change {
    let server: Int
    /// The server as it was last seen, in the life before if this is a restart.
    let before: RaftState
    let after: RaftState
    /// Whether this is the first look at a server that crashed before.
    let isRestart: Bool
    /// When, in virtual seconds.
    let seconds: Double
    /// The lowest index at which an entry was removed, replaced or added; nil if the log is the same.
    let firstChangedIndex: Int?
    /// The terms of the entries that are not in the log any more, from `firstChangedIndex` on.
    let removedTerms: [Int]

    /// Whether the server has just won an election.
    var isElection: Bool {
        after.role == .leader && (isRestart || before.role != .leader || before.term != after.term)
    }

    /// The indexes that the server now counts as committed and didn't before.
    var newlyCommitted: Range<Int> {
        let first = isRestart ? 1 : before.commitIndex + 1
        return first..<max(first, min(after.commitIndex, after.lastIndex) + 1)
    }

    /// The indexes of entries that are new in the log.
    var newEntries: Range<Int> {
        guard let firstChangedIndex else { return 0..<0 }
        return firstChangedIndex..<max(firstChangedIndex, after.lastIndex + 1)
    }

    /// The candidate that has just got this server's vote, if one has.
    var newVote: Int? {
        let isNew = isRestart || before.term != after.term || before.votedFor != after.votedFor
        return isNew ? after.votedFor : nil
    }
}

/// Every server as last seen, and what was seen first: who voted for whom, what was committed when.
struct ClusterView {
    package struct Server {
        var state = RaftState(role: .follower, term: 0, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: 0)
        /// The term of each entry in its log; the first stands for index 1.
        var logTerms: [Int] = []
        /// When it was last a candidate, in virtual seconds.
        var lastCandidacy: Double?
    }

    /// Where a log ended.
    struct LogEnd {
        let index: Int
        let term: Int
    }

    struct CommittedEntry {
        let term: Int
        /// The term in which it was first known to be committed.
        let inTerm: Int
        let server: Int
    }

    private let names: [String]
    package private(set) var servers: [Server]
    /// For each term, whom each voter was first seen to vote for. Who writes down the leader of its term as the one it voted
    /// for, when it hears from it, has voted for nobody: the election is over.
    private(set) var votes: [Int: [Int: Int]] = [:]
    /// The newest term that anybody was seen in, before the change that is looked at.
    private(set) var newestTerm = 0
    /// Who was first seen to lead each term.
    private(set) var leaders: [Int: Int] = [:]
    /// For each term, the log of each candidate when its candidacy began, or it voted for itself.
    private(set) var candidates: [Int: [Int: LogEnd]] = [:]
    /// What was first seen committed at each index from 1.
    private(set) var committed: [CommittedEntry] = []

    /// What leaders send, and what candidates send.
    private(set) var requestKinds = RequestKinds()

    /// - Parameter names: the servers' names.
    init(names: [String]) {
        self.names = names
        servers = Array(repeating: Server(), count: names.count)
    }

    /// What people call a server.
    func name(_ server: Int) -> String { names[server] }

    /// How many servers are a majority.
    var majority: Int { servers.count / 2 + 1 }

    /// The term of a server's entry; nil if its log has none there.
    func term(at index: Int, on server: Int) -> Int? {
        let terms = servers[server].logTerms
        return terms.indices.contains(index - 1) ? terms[index - 1] : nil
    }

    /// How many servers hold an entry.
    func copies(at index: Int, term: Int) -> Int {
        servers.indices.count { self.term(at: index, on: $0) == term }
    }

    /// The voters that were seen to vote for a candidate.
    func voters(for candidate: Int, in term: Int) -> [Int] {
        (votes[term] ?? [:]).filter { $0.value == candidate }.keys.sorted()
    }

    /// Takes a new look at a server.
    /// - Parameters:
    ///   - server: its number.
    ///   - state: what it looks like now.
    ///   - isRestart: whether it has crashed since the last look.
    ///   - seconds: the virtual time.
    ///   - logTerm: the term of its entry at an index.
    /// - Returns: what changed; nil if nothing did.
    mutating func look(
        at server: Int, _ state: RaftState, isRestart: Bool, seconds: Double, logTerm: (Int) -> Int?
    ) -> Change? {
        let before = servers[server].state
        guard state != before || isRestart else { return nil }
        for other in servers { newestTerm = max(newestTerm, other.state.term) }
        var firstChangedIndex: Int?
        var removedTerms: [Int] = []
        if isRestart || state.lastIndex != before.lastIndex || state.lastTerm != before.lastTerm {
            (firstChangedIndex, removedTerms) = readLog(of: server, state, isRestart: isRestart, logTerm: logTerm)
        }
        servers[server].state = state
        if state.role == .candidate { servers[server].lastCandidacy = seconds }
        let change = Change(
            server: server, before: before, after: state, isRestart: isRestart, seconds: seconds,
            firstChangedIndex: firstChangedIndex, removedTerms: removedTerms)
        remember(change)
        return change
    }

    /// Brings `logTerms` up to date, from the end back to where it is the same: an entry's index and term name all
    /// that stands before it, and where they don't, Log Matching has been violated by the change that made it so. What a
    /// snapshot has replaced stands there as it was committed.
    private mutating func readLog(
        of server: Int, _ state: RaftState, isRestart: Bool, logTerm: (Int) -> Int?
    ) -> (firstChangedIndex: Int?, removedTerms: [Int]) {
        let old = servers[server].logTerms
        var new: [Int] = []
        var index = state.lastIndex
        while index > 0 {
            let isReplaced = index < state.snapshotIndex && index <= committed.count
            let term = isReplaced ? committed[index - 1].term : logTerm(index) ?? 0
            if !isRestart, index <= old.count, old[index - 1] == term { break }
            new.append(term)
            index -= 1
        }
        let removedTerms = Array(old.dropFirst(max(0, index)))
        guard !removedTerms.isEmpty || !new.isEmpty else { return (nil, []) }
        servers[server].logTerms.removeSubrange(max(0, index)...)
        servers[server].logTerms.append(contentsOf: new.reversed())
        return (max(0, index) + 1, removedTerms)
    }

    /// A server leads a term.
    mutating func noteLeader(_ server: Int, inTerm term: Int) {
        if leaders[term] == nil { leaders[term] = server }
    }

    /// A server has begun to handle a request in the step that is over, which shows of what kind it is.
    mutating func learn(_ request: Request, at receiver: Int, _ change: Change?) {
        let sender = servers[request.sender].state
        if sender.role == .leader { requestKinds.leader(of: sender.term, didSend: request, to: receiver) }
        guard let change, !change.isRestart, change.newVote == request.sender,
            votes[change.after.term]?[receiver] == request.sender
        else { return }
        requestKinds.didBringVote(request)
    }

    /// Remembers what is seen for the first time.
    private mutating func remember(_ change: Change) {
        let (server, state) = (change.server, change.after)
        if state.role == .leader { noteLeader(server, inTerm: state.term) }
        if let candidate = change.newVote, votes[state.term]?[server] == nil,
            candidate == server || leaders[state.term] != candidate
        {
            votes[state.term, default: [:]][server] = candidate
        }
        // Who asks itself over the network, as raft.tla allows, is a candidate before it has its own vote.
        if state.role == .candidate || change.newVote == server, candidates[state.term]?[server] == nil {
            candidates[state.term, default: [:]][server] = LogEnd(index: state.lastIndex, term: state.lastTerm)
        }
        for index in change.newlyCommitted where index == committed.count + 1 {
            let term = servers[server].logTerms[index - 1]
            committed.append(CommittedEntry(term: term, inTerm: state.term, server: server))
        }
    }
}
