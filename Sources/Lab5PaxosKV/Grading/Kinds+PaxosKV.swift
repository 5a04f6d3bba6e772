import Harness

extension LabFailure.Kind {
    /// Two values were chosen in one instance (Paxos Made Simple, section 2.1).
    public static let twoValuesChosen = Self(rawValue: "twoValuesChosen")
    /// Two values were proposed in one ballot (section 2.2).
    public static let twoValuesInOneBallot = Self(rawValue: "twoValuesInOneBallot")
    /// A proposer used a ballot that isn't its own to use (section 2.2).
    public static let wrongBallot = Self(rawValue: "wrongBallot")
    /// A value was proposed without the promises that it needs, or another than these demand (section 2.2, P2c).
    public static let unbackedValue = Self(rawValue: "unbackedValue")
    /// An acceptor did what it had promised not to, or went back (section 2.2, P1a).
    public static let brokenPromise = Self(rawValue: "brokenPromise")
    /// An answer doesn't say what it must.
    public static let wrongReply = Self(rawValue: "wrongReply")
    /// A value was returned that is not chosen (section 2.1).
    public static let returnedUnchosen = Self(rawValue: "returnedUnchosen")
    /// A read missed a value that was chosen before it began.
    public static let missedValue = Self(rawValue: "missedValue")
    /// One write has two versions of its key.
    public static let writtenTwice = Self(rawValue: "writtenTwice")
    /// Nothing was decided, or not in time, though a majority could talk (section 2.4).
    public static let noDecision = Self(rawValue: "noDecision")
    /// Another value was decided than can have been.
    public static let wrongDecision = Self(rawValue: "wrongDecision")
}
