import Harness

extension LabFailure.Kind {
    /// Two leaders in one term (Election Safety, section 5.2 of the Raft paper).
    public static let twoLeaders = Self(rawValue: "twoLeaders")
    /// No leader although a majority could talk.
    public static let noLeader = Self(rawValue: "noLeader")
    /// A leader where there can't be one.
    public static let unexpectedLeader = Self(rawValue: "unexpectedLeader")
    /// Servers that can talk disagree on the term.
    public static let termsDisagree = Self(rawValue: "termsDisagree")
    /// The term changed though nothing failed.
    public static let unstableTerm = Self(rawValue: "unstableTerm")
    /// A command was not committed in time.
    public static let noAgreement = Self(rawValue: "noAgreement")
    /// `start` answered wrongly.
    public static let wrongSubmission = Self(rawValue: "wrongSubmission")
    /// Something was committed that can't have been.
    public static let unexpectedCommit = Self(rawValue: "unexpectedCommit")
    /// Two servers applied different commands at one index (State Machine Safety, section 5.4.3).
    public static let applyMismatch = Self(rawValue: "applyMismatch")
    /// Two servers count different entries as committed at one index (State Machine Safety, section 5.4.3).
    public static let commitMismatch = Self(rawValue: "commitMismatch")
    /// A server applied what it doesn't count as committed (section 5.3).
    public static let appliedUncommitted = Self(rawValue: "appliedUncommitted")
    /// A leader changed entries of its own log (Leader Append-Only, section 5.3).
    public static let leaderRewroteLog = Self(rawValue: "leaderRewroteLog")
    /// A log took an entry that the leader of the term does not have (section 5.3).
    public static let foreignEntry = Self(rawValue: "foreignEntry")
    /// Logs with a common entry differ before it (Log Matching, section 5.3).
    public static let logMismatch = Self(rawValue: "logMismatch")
    /// A leader lacks a committed entry (Leader Completeness, section 5.4).
    public static let incompleteLeader = Self(rawValue: "incompleteLeader")
    /// A term shrank, in time or along a log (section 5.1).
    public static let termWentBack = Self(rawValue: "termWentBack")
    /// A term began that is not the next one, or the first server of all began in another term than 0 (section 5.2).
    public static let termSkipped = Self(rawValue: "termSkipped")
    /// A candidate did not follow the leader of its term (section 5.2).
    public static let leaderNotFollowed = Self(rawValue: "leaderNotFollowed")
    /// A server did not adopt a newer term that it was told of (section 5.1).
    public static let termIgnored = Self(rawValue: "termIgnored")
    /// A commit index shrank, points past the log, or covers an entry that was removed (section 5.3).
    public static let commitWentBack = Self(rawValue: "commitWentBack")
    /// A server voted for two candidates in one term, or forgot a vote (section 5.2).
    public static let votedTwice = Self(rawValue: "votedTwice")
    /// A vote for a server that was no candidate of that term (section 5.2).
    public static let voteNotAskedFor = Self(rawValue: "voteNotAskedFor")
    /// A leader that hears a majority stopped leading within its term (section 5.1, Figure 4).
    public static let leaderSteppedDown = Self(rawValue: "leaderSteppedDown")
    /// A candidate gave up without a reason (section 5.2, Figure 4).
    public static let candidacyGivenUp = Self(rawValue: "candidacyGivenUp")
    /// An election began before the election time-out was over (section 5.2).
    public static let electionTooSoon = Self(rawValue: "electionTooSoon")
    /// A leader without the votes of a majority (section 5.2).
    public static let unelectedLeader = Self(rawValue: "unelectedLeader")
    /// A vote for a candidate whose log is behind the voter's (section 5.4.1).
    public static let votedForOutdated = Self(rawValue: "votedForOutdated")
    /// A leader committed what no majority stores (section 5.3).
    public static let committedTooEarly = Self(rawValue: "committedTooEarly")
    /// A leader committed an entry of an older term by counting its copies (section 5.4.2, Figure 8).
    public static let committedOldTerm = Self(rawValue: "committedOldTerm")
    /// A snapshot that stands for something else than it should (section 7).
    public static let wrongSnapshot = Self(rawValue: "wrongSnapshot")
    /// A server sent, in a term that it does not lead, what only the leader of a term sends (section 5.2).
    public static let falseLeader = Self(rawValue: "falseLeader")
    /// A server skipped or repeated an index.
    public static let applyOrder = Self(rawValue: "applyOrder")
    /// A command that had been applied is gone.
    public static let lostCommand = Self(rawValue: "lostCommand")
}
