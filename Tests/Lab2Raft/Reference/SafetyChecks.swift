@testable import Lab2Raft

/// Figure 3: the five properties that Raft guarantees at all times, checked after every change of a server.
///
/// Only what the change can have broken is looked at, so that a check costs little.
struct SafetyChecks {
    struct Violation: Error, CustomStringConvertible {
        var description: String
    }

    /// What is known of a place in a log, from whichever server it was first seen on.
    private struct Place: Equatable {
        var command: [UInt8]
        var previousTerm: Int
    }

    private var leaders: [Int: Int] = [:]
    private var places: [Int: Place] = [:]
    /// What was committed first at each index, and the term in which a leader committed it.
    private var committed: [(entry: LogEntry, inTerm: Int)] = []
    private var applied: [LogEntry] = []
    private var appliedBy: [Int]

    // What happened, so that a test can tell that it saw something.
    private(set) var elections = 0
    private(set) var restarts = 0
    private(set) var replacements = 0
    var commits: Int { committed.count }

    init(size: Int) {
        appliedBy = Array(repeating: 0, count: size)
    }

    // MARK: - Events

    mutating func serverDidRestart(_ server: Int) {
        restarts += 1
        appliedBy[server] = 0
    }

    mutating func serverDidChange(_ server: Int, from before: RaftCore, in cores: [RaftCore]) throws {
        let core = cores[server]
        try checkThatItOnlyGrows(core, before)
        if core.isLeader { try checkElectionSafety(core) }
        if core.log != before.log {
            if !core.log.entries.starts(with: before.log.entries) { replacements += 1 }
            try checkLeaderAppendOnly(core, before)
            try checkLogMatching(core)
            try checkCommitted(core)
        }
        if core.commitIndex > before.commitIndex {
            try recordCommitted(core)
            for leader in cores where leader.isLeader { try checkLeaderCompleteness(leader) }
        }
        if core.isLeader, !before.isLeader {
            elections += 1
            try checkLeaderCompleteness(core)
        }
    }

    /// State Machine Safety (section 5.4.3): "if a server has applied a log entry at a given index to its state machine,
    /// no other server will ever apply a different log entry for the same index."
    mutating func serverDidApply(_ entry: LogEntry, at index: Int, on server: Int) throws {
        try require(index == appliedBy[server] + 1, "S\(server) applies \(index) after \(appliedBy[server])")
        appliedBy[server] = index
        if index > applied.count { applied.append(entry) }
        try require(applied[index - 1] == entry, "State Machine Safety: S\(server) applies another entry at \(index)")
    }

    // MARK: - Properties

    /// Election Safety (section 5.2): "at most one leader can be elected in a given term."
    private mutating func checkElectionSafety(_ core: RaftCore) throws {
        let leader = leaders[core.term]
        try require(leader == nil || leader == core.me, "Election Safety: two leaders in term \(core.term)")
        if leader == nil { leaders[core.term] = core.me }
    }

    /// Leader Append-Only (section 5.3): "a leader never overwrites or deletes entries in its log".
    private func checkLeaderAppendOnly(_ core: RaftCore, _ before: RaftCore) throws {
        guard before.isLeader, core.isLeader else { return }
        try require(
            core.log.entries.starts(with: before.log.entries), "Leader Append-Only: S\(core.me) changed its log")
    }

    /// Log Matching (section 5.3): "if two logs contain an entry with the same index and term, then the logs are
    /// identical in all entries up through the given index." That holds for all logs of all times if an index and a
    /// term determine the entry and the term of the entry before it.
    private mutating func checkLogMatching(_ core: RaftCore) throws {
        var previousTerm = 0
        for (offset, entry) in core.log.entries.enumerated() {
            let place = Place(command: entry.command, previousTerm: previousTerm)
            let key = entry.term << 8 | offset
            if let known = places[key] {
                try require(known == place, "Log Matching: S\(core.me) differs at \(offset + 1), term \(entry.term)")
            } else {
                places[key] = place
            }
            try require(previousTerm <= entry.term, "S\(core.me): a term decreases along its log")
            previousTerm = entry.term
        }
    }

    /// Leader Completeness (section 5.4): "if a log entry is committed in a given term, then that entry will be present
    /// in the logs of the leaders for all higher-numbered terms."
    private func checkLeaderCompleteness(_ core: RaftCore) throws {
        for (offset, (entry, term)) in committed.enumerated() where term < core.term {
            try require(
                core.log.term(at: offset + 1) == entry.term && core.log[offset + 1] == entry,
                "Leader Completeness: S\(core.me), leader of \(core.term), lacks \(offset + 1), committed in \(term)")
        }
    }

    /// What a server holds to be committed is what was committed first, by anybody.
    private mutating func recordCommitted(_ core: RaftCore) throws {
        try require(core.commitIndex <= core.log.lastIndex, "S\(core.me) commits what it doesn't have")
        for index in 1...core.commitIndex {
            if index > committed.count { committed.append((core.log[index], core.term)) }
        }
        try checkCommitted(core)
    }

    private func checkCommitted(_ core: RaftCore) throws {
        try require(core.commitIndex <= core.log.lastIndex, "S\(core.me) lost committed entries")
        for offset in 0..<core.commitIndex {
            try require(
                core.log[offset + 1] == committed[offset].entry,
                "S\(core.me): committed entry \(offset + 1) differs from what was committed first")
        }
    }

    /// Figure 2: terms and commit indexes only grow; a vote, once given, stays for its term.
    private func checkThatItOnlyGrows(_ core: RaftCore, _ before: RaftCore) throws {
        try require(core.term >= before.term, "S\(core.me): its term went back")
        try require(core.commitIndex >= before.commitIndex, "S\(core.me): its commit index went back")
        let vote = before.persistent.votedFor
        let kept = core.term > before.term || vote == nil || core.persistent.votedFor == vote
        try require(kept, "S\(core.me): its vote of term \(core.term) changed")
    }

    private func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
        guard condition else { throw Violation(description: message()) }
    }
}
