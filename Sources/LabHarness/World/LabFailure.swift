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
    public let nodes: [Int]
    /// The term in question, where there is one.
    public let term: Int?
    /// The log index in question, where there is one.
    public let index: Int?
    /// When it was noticed, in seconds of virtual time; filled in by the run.
    public internal(set) var virtualTime: Double = 0
    /// What was wrong, in a tutor's words.
    public let message: String

    /// - Parameters:
    ///   - kind: which rule was broken.
    ///   - nodes: the numbers of the servers involved.
    ///   - term: the term in question.
    ///   - index: the log index in question.
    ///   - message: what was wrong, in a tutor's words.
    public init(_ kind: Kind, nodes: [Int] = [], term: Int? = nil, index: Int? = nil, message: String) {
        self.kind = kind
        self.nodes = nodes
        self.term = term
        self.index = index
        self.message = message
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
    /// A server skipped or repeated an index.
    public static let applyOrder = Self(rawValue: "applyOrder")
    /// A command that had been applied is gone.
    public static let lostCommand = Self(rawValue: "lostCommand")
    /// More messages than allowed.
    public static let tooManyRPCs = Self(rawValue: "tooManyRPCs")
    /// Fewer messages than possible.
    public static let tooFewRPCs = Self(rawValue: "tooFewRPCs")
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
