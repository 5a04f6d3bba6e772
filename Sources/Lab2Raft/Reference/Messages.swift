import LabKit

/// "Vote for me in this term": Figure 2, RequestVote RPC.
public struct RequestVote: RPC {
    /// The candidate's term.
    var term: Int
    /// Who asks.
    var candidateID: Int
    /// The index of the candidate's last entry.
    var lastLogIndex: Int
    /// The term of the candidate's last entry.
    var lastLogTerm: Int

    /// The voter's answer.
    public struct Reply: Codable, Sendable, Equatable {
        /// The voter's term, for the candidate to catch up with.
        var term: Int
        /// Whether the vote was given.
        var voteGranted: Bool
    }
}

/// "These entries follow that one": Figure 2, AppendEntries RPC. Without entries it is a heartbeat.
public struct AppendEntries: RPC {
    /// The leader's term.
    var term: Int
    /// The leader.
    var leaderID: Int
    /// The index of the entry just before the new ones.
    var prevLogIndex: Int
    /// The term of that entry.
    var prevLogTerm: Int
    /// What follows it.
    var entries: [LogEntry]
    /// How far the leader has committed.
    var leaderCommit: Int

    /// The index of the last new entry, or of the entry before them if there are none: how far a follower that accepts
    /// this request is known to have the leader's log.
    var lastIndex: Int { prevLogIndex + entries.count }

    /// The same without the entries that a snapshot up to `index` has replaced.
    func dropping(upTo index: Int, term: Int) -> AppendEntries {
        guard prevLogIndex < index else { return self }
        var rest = self
        rest.entries.removeFirst(min(index - prevLogIndex, entries.count))
        (rest.prevLogIndex, rest.prevLogTerm) = (index, term)
        return rest
    }

    /// The follower's answer.
    public struct Reply: Codable, Sendable, Equatable {
        /// The follower's term, for the leader to catch up with.
        var term: Int
        /// Whether the follower had the entry before the new ones, and so has them all now.
        var success: Bool
        /// Where to go on after a failure.
        var conflict: Conflict?
    }

    /// Why a follower could not accept entries. It spares the leader from stepping back one entry at a time (section
    /// 5.3, last paragraphs).
    struct Conflict: Codable, Sendable, Equatable {
        /// The term of the follower's entry at `prevLogIndex`; nil if its log ends before.
        var term: Int?
        /// The first index of that term in the follower's log, or the index after its last entry.
        var index: Int
    }
}

/// "This is what all entries up to that one came to": Figure 13, InstallSnapshot RPC, with the whole snapshot in one
/// message. For followers that lack entries which the leader has no more.
public struct InstallSnapshot: RPC {
    /// The leader's term.
    var term: Int
    /// The leader.
    var leaderID: Int
    /// The index of the last entry that the snapshot has replaced.
    var lastIncludedIndex: Int
    /// The term of that entry.
    var lastIncludedTerm: Int
    /// The service's state after that entry.
    var data: [UInt8]

    /// The follower's answer.
    public struct Reply: Codable, Sendable, Equatable {
        /// The follower's term, for the leader to catch up with.
        var term: Int
    }
}
