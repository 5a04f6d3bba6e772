import Simulation

/// The one thing that was wrong with a run: which rule was broken, by whom, where and when.
///
/// ```swift
/// throw LabFailure(.twoLeaders, nodes: [0, 3], term: 4, message: "S0 and S3 both lead term 4. …")
/// ```
public struct LabFailure: Error, Sendable, Equatable {
    /// Which rule was broken. Tools tell failures apart by it, so a name never changes its meaning.
    public struct Kind: RawRepresentable, Sendable, Hashable {
        /// The name in reports and in the results file, such as `twoLeaders`.
        public let rawValue: String

        /// - Parameter rawValue: the name; a hidden test may have kinds of its own.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// Which rule was broken.
    public let kind: Kind
    /// The numbers of the servers involved.
    public internal(set) var nodes: [Int]
    /// The term in question, where there is one.
    public let term: Int?
    /// The log index in question, where there is one.
    public let index: Int?
    /// When it was noticed, in seconds of virtual time; filled in by the run.
    public internal(set) var virtualTime: Double = 0
    /// When the last event happened that has to do with it; nil if that is when it was noticed.
    var lastEvent: VirtualTime?
    /// Where the Raft paper has the rule, for example "5.4.1"; nil if it has none.
    public let section: String?
    /// What was wrong, in a tutor's words.
    public internal(set) var message: String
    /// What a tutor would ask next; nil if the message says all.
    public internal(set) var question: String?
    /// A picture of it, line by line, for example a timeline.
    public let picture: [String]

    /// - Parameters:
    ///   - kind: which rule was broken.
    ///   - nodes: the numbers of the servers involved.
    ///   - term: the term in question.
    ///   - index: the log index in question.
    ///   - section: where the Raft paper has the rule.
    ///   - message: what was wrong, in a tutor's words.
    ///   - question: what a tutor would ask next.
    ///   - picture: lines that show it, as they are to be printed.
    public init(
        _ kind: Kind, nodes: [Int] = [], term: Int? = nil, index: Int? = nil, section: String? = nil, message: String,
        question: String? = nil, picture: [String] = []
    ) {
        self.kind = kind
        self.nodes = nodes
        self.term = term
        self.index = index
        self.section = section
        self.message = message
        self.question = question
        self.picture = picture
    }

    init(_ failure: SimulationFailure) {
        self.init(
            Kind(rawValue: failure.kind.rawValue), nodes: (failure.machine ?? -1) < 0 ? [] : [failure.machine!],
            message: failure.message)
    }
}

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
    /// More bytes on a disk than allowed.
    public static let stateTooLarge = Self(rawValue: "stateTooLarge")
    /// Fewer bytes on the disks than what was promised to clients takes.
    public static let stateTooSmall = Self(rawValue: "stateTooSmall")
    /// A server sent, in a term that it does not lead, what only the leader of a term sends (section 5.2).
    public static let falseLeader = Self(rawValue: "falseLeader")
    /// A server knew after a crash what was not on its disk (Figure 2, persistent state).
    public static let stateOutsideDisk = Self(rawValue: "stateOutsideDisk")
    /// A server forgot in a crash what it had told others (Figure 2, persistent state).
    public static let notDurable = Self(rawValue: "notDurable")
    /// The cluster did not work again although every fault had ended.
    public static let notRecovered = Self(rawValue: "notRecovered")
    /// A server skipped or repeated an index.
    public static let applyOrder = Self(rawValue: "applyOrder")
    /// A command that had been applied is gone.
    public static let lostCommand = Self(rawValue: "lostCommand")
    /// A client read something that can't be there.
    public static let wrongValue = Self(rawValue: "wrongValue")
    /// What clients saw could not have come from one store.
    public static let notLinearizable = Self(rawValue: "notLinearizable")
    /// Whether a history is linearizable was not found out.
    public static let undecided = Self(rawValue: "undecided")
    /// A server remembers more and more.
    public static let memoryGrows = Self(rawValue: "memoryGrows")
    /// Something took longer than it may.
    public static let tooSlow = Self(rawValue: "tooSlow")
    /// An operation ended that can't have ended.
    public static let unexpectedAnswer = Self(rawValue: "unexpectedAnswer")
    /// More messages than allowed.
    public static let tooManyRPCs = Self(rawValue: "tooManyRPCs")
    /// Fewer messages than possible.
    public static let tooFewRPCs = Self(rawValue: "tooFewRPCs")
    /// Fewer bytes than possible.
    public static let tooFewBytes = Self(rawValue: "tooFewBytes")
    /// More bytes than allowed.
    public static let tooManyBytes = Self(rawValue: "tooManyBytes")
    /// `run()` threw an error.
    public static let runThrew = Self(rawValue: "runThrew")
    /// The kit was used in a way that can't work.
    public static let misuse = Self(rawValue: "misuse")
    /// The run blocked its thread, in real time.
    public static let blocked = Self(rawValue: "blocked")
    /// The code under test crashed the process.
    public static let crashed = Self(rawValue: "crashed")
    /// Two runs of one seed went differently.
    public static let nondeterminism = Self(rawValue: "nondeterminism")
    /// The test itself threw an error.
    public static let testError = Self(rawValue: "testError")
}
