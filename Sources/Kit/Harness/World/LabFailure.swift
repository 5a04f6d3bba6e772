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
    public package(set) var nodes: [Int]
    /// The term in question, where there is one.
    public let term: Int?
    /// The log index in question, where there is one.
    public let index: Int?
    /// When it was noticed, in seconds of virtual time; filled in by the run.
    public package(set) var virtualTime: Double = 0
    /// When the last event happened that has to do with it; nil if that is when it was noticed.
    package var lastEvent: VirtualTime?
    /// Where the lab's paper has the rule, for example "5.4.1"; nil if it has none.
    public let section: String?
    /// What was wrong, in a tutor's words.
    public package(set) var message: String
    /// What a tutor would ask next; nil if the message says all.
    public package(set) var question: String?
    /// A picture of it, line by line, for example a timeline.
    public let picture: [String]

    /// - Parameters:
    ///   - kind: which rule was broken.
    ///   - nodes: the numbers of the servers involved.
    ///   - term: the term in question.
    ///   - index: the log index in question.
    ///   - section: where the lab's paper has the rule.
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

    package init(_ failure: SimulationFailure) {
        self.init(
            Kind(rawValue: failure.kind.rawValue), nodes: (failure.machine ?? -1) < 0 ? [] : [failure.machine!],
            message: failure.message)
    }
}

extension LabFailure.Kind {
    /// More bytes on a disk than allowed.
    public static let stateTooLarge = Self(rawValue: "stateTooLarge")
    /// Fewer bytes on the disks than what was promised to clients takes.
    public static let stateTooSmall = Self(rawValue: "stateTooSmall")
    /// A server knew after a crash what was not on its disk (Figure 2, persistent state).
    public static let stateOutsideDisk = Self(rawValue: "stateOutsideDisk")
    /// A server forgot in a crash what it had told others (Figure 2, persistent state).
    public static let notDurable = Self(rawValue: "notDurable")
    /// The cluster did not work again although every fault had ended.
    public static let notRecovered = Self(rawValue: "notRecovered")
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
