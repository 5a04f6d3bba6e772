import XCTest

@testable import Lab2Raft

// Cores and messages in the shape that a test needs, in one line each.

extension LogEntry {
    /// The entry that stands at `index` in every log in which it is of `term`: Log Matching holds by construction.
    static func sample(index: Int, term: Int) -> LogEntry {
        LogEntry(term: term, command: [UInt8(index), UInt8(term)])
    }
}

extension Log {
    /// A log written as the paper's figures write it: the terms of its entries.
    init(_ terms: [Int]) {
        self.init()
        for (place, term) in terms.enumerated() { append(.sample(index: place + 1, term: term)) }
    }

    var terms: [Int] { entries.map(\.term) }
}

extension RaftCore {
    /// A server as it comes up from its disk.
    static func follower(
        _ me: Int = 0, of peerCount: Int = 3, term: Int, votedFor: Int? = nil, log terms: [Int] = []
    ) -> RaftCore {
        RaftCore(
            me: me, peerCount: peerCount,
            restored: PersistentState(currentTerm: term, votedFor: votedFor, log: Log(terms)))
    }

    /// A candidate of `term` that has only its own vote.
    static func candidate(_ me: Int = 0, of peerCount: Int = 3, term: Int, log terms: [Int] = []) -> RaftCore {
        var core = follower(me, of: peerCount, term: term - 1, log: terms)
        _ = core.startElection()
        return core
    }

    /// A leader that everybody voted for and nobody has answered yet.
    static func leader(_ me: Int = 0, of peerCount: Int = 3, term: Int, log terms: [Int] = []) -> RaftCore {
        var core = candidate(me, of: peerCount, term: term, log: terms)
        for peer in 0..<peerCount where peer != me { core.receiveVote(from: peer) }
        return core
    }

    /// A server of each role, in one term.
    static func everyRole(term: Int, log terms: [Int] = []) -> [RaftCore] {
        [follower(term: term, log: terms), candidate(term: term, log: terms), leader(term: term, log: terms)]
    }

    /// Receives a vote in this server's present election, or one of another term.
    mutating func receiveVote(from peer: Int, granted: Bool = true, askedIn asked: Int? = nil) {
        let request = RequestVote(
            term: asked ?? term, candidateID: me, lastLogIndex: log.lastIndex, lastLogTerm: log.lastTerm)
        _ = receive(RequestVote.Reply(term: asked ?? term, voteGranted: granted), to: request, from: peer)
    }

    /// Receives a confirmation that a peer has all entries up to an index, for a request of this term or another.
    mutating func receiveSuccess(upTo index: Int, from peer: Int, sentIn sent: Int? = nil) {
        let request = heartbeat(term: sent ?? term, previous: index, of: 0)
        receive(AppendEntries.Reply(term: sent ?? term, success: true), to: request, from: peer)
    }

    /// Receives a refusal of a request whose entries followed `previous`.
    mutating func receiveRefusal(
        after previous: Int, term conflict: Int? = nil, index: Int, from peer: Int, sentIn sent: Int? = nil
    ) {
        let reply = AppendEntries.Reply(
            term: sent ?? term, success: false, conflict: AppendEntries.Conflict(term: conflict, index: index))
        receive(reply, to: heartbeat(term: sent ?? term, previous: previous, of: 0), from: peer)
    }

    func progress(of peer: Int) -> PeerProgress? {
        if case .leader(let progress) = role { progress[peer] } else { nil }
    }

    var isCandidate: Bool { if case .candidate = role { true } else { false } }
    var isFollower: Bool { role == .follower }

    /// All that is committed and not yet applied.
    mutating func applyAll() -> [Int] {
        var applied: [Int] = []
        while case .entry(_, let index)? = nextToApply() { applied.append(index) }
        return applied
    }
}

/// A request for a vote from a candidate whose log ends with the given entry.
func voteRequest(term: Int, from candidate: Int = 1, lastIndex: Int = 0, lastTerm: Int = 0) -> RequestVote {
    RequestVote(term: term, candidateID: candidate, lastLogIndex: lastIndex, lastLogTerm: lastTerm)
}

/// A request to append entries of the given terms after an entry.
func appendRequest(
    term: Int, from leader: Int = 1, previous: Int = 0, of previousTerm: Int = 0, terms: [Int] = [], commit: Int = 0
) -> AppendEntries {
    AppendEntries(
        term: term, leaderID: leader, prevLogIndex: previous, prevLogTerm: previousTerm,
        entries: terms.enumerated().map { .sample(index: previous + 1 + $0, term: $1) }, leaderCommit: commit)
}

func heartbeat(term: Int, previous: Int = 0, of previousTerm: Int = 0, commit: Int = 0) -> AppendEntries {
    appendRequest(term: term, previous: previous, of: previousTerm, commit: commit)
}

/// Servers that talk exactly when a test says so.
struct Servers {
    var cores: [RaftCore]

    /// Servers of one cluster with the given logs, each in the term of its last entry.
    init(logs: [[Int]]) {
        cores = logs.enumerated().map { me, terms in
            .follower(me, of: logs.count, term: terms.last ?? 0, log: terms)
        }
    }

    /// Lets a server stand for election in a term, and others hear of it.
    /// - Returns: those that voted for it.
    @discardableResult
    mutating func elect(_ candidate: Int, in term: Int, asking voters: [Int]) -> Set<Int> {
        let old = cores[candidate].persistent
        cores[candidate] = .follower(candidate, of: cores.count, term: term - 1, log: old.log.terms)
        guard let request = cores[candidate].startElection() else { return [] }
        var granted: Set<Int> = []
        for voter in voters {
            let reply = cores[voter].answer(request)
            if reply.voteGranted { granted.insert(voter) }
            _ = cores[candidate].receive(reply, to: request, from: voter)
        }
        return granted
    }

    /// Sends one AppendEntries and its reply.
    mutating func exchange(from leader: Int, with follower: Int) {
        guard let request = cores[leader].appendEntries(for: follower) else { return }
        let reply = cores[follower].answer(request).reply
        cores[leader].receive(reply, to: request, from: follower)
    }

    /// Sends AppendEntries until the follower has all, as the actor does.
    /// - Returns: how many round trips it took; nil if it took more than a hundred.
    @discardableResult
    mutating func bringIntoLine(_ follower: Int, by leader: Int) -> Int? {
        for trips in 0...100 {
            guard cores[leader].hasEntries(for: follower) else { return trips }
            exchange(from: leader, with: follower)
        }
        return nil
    }

    /// Crashes a server and starts it again from what it had saved.
    mutating func restart(_ server: Int) {
        cores[server] = RaftCore(me: server, peerCount: cores.count, restored: cores[server].persistent)
    }
}
