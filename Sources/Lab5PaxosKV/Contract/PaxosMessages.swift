/// Phase 1: "take no part in ballots below this one, and tell me what you have accepted."
///
/// Proposers and acceptors talk in these messages and no others, also a proposer with the acceptor on its own server, whom it
/// calls as `peers[me]`: tests hold them up, drop and repeat them, and play proposers themselves.
public struct Prepare: RPC {
    /// Which instance.
    public var instance: Instance
    /// In which ballot.
    public var ballot: Ballot

    /// - Parameters:
    ///   - instance: which instance.
    ///   - ballot: in which ballot.
    public init(instance: Instance, ballot: Ballot) {
        self.instance = instance
        self.ballot = ballot
    }

    /// The answer is a promise, or says why there is none.
    public typealias Reply = Promise
}

/// An acceptor's answer to `Prepare`.
public struct Promise: Codable, Hashable, Sendable {
    /// As asked.
    public var instance: Instance
    /// As asked.
    public var ballot: Ballot
    /// Which acceptor: its server's place among the peers.
    public var from: Int
    /// Whether it promises; if not, it had promised a larger ballot.
    public var isGranted: Bool
    /// The largest ballot that it had promised before.
    public var promised: Ballot
    /// What it accepted last, whether it promises or not.
    public var vote: Vote?

    /// - Parameters:
    ///   - request: what is answered.
    ///   - from: which acceptor answers.
    ///   - isGranted: whether it promises.
    ///   - promised: the largest ballot that it had promised before.
    ///   - vote: what it accepted last.
    public init(_ request: Prepare, from: Int, isGranted: Bool, promised: Ballot, vote: Vote?) {
        instance = request.instance
        ballot = request.ballot
        self.from = from
        self.isGranted = isGranted
        self.promised = promised
        self.vote = vote
    }
}

/// Phase 2: "accept this value."
public struct Accept: RPC {
    /// Which instance.
    public var instance: Instance
    /// In which ballot.
    public var ballot: Ballot
    /// Which value.
    public var value: PaxosValue

    /// - Parameters:
    ///   - instance: which instance.
    ///   - ballot: in which ballot.
    ///   - value: which value.
    public init(instance: Instance, ballot: Ballot, value: PaxosValue) {
        self.instance = instance
        self.ballot = ballot
        self.value = value
    }

    /// The answer says whether the value was accepted.
    public typealias Reply = Accepted
}

/// An acceptor's answer to `Accept`.
public struct Accepted: Codable, Hashable, Sendable {
    /// As asked.
    public var instance: Instance
    /// As asked.
    public var ballot: Ballot
    /// Which acceptor: its server's place among the peers.
    public var from: Int
    /// Whether it has accepted; if not, it had promised a larger ballot.
    public var isGranted: Bool
    /// The largest ballot that it had promised before.
    public var promised: Ballot

    /// - Parameters:
    ///   - request: what is answered.
    ///   - from: which acceptor answers.
    ///   - isGranted: whether it has accepted.
    ///   - promised: the largest ballot that it had promised before.
    public init(_ request: Accept, from: Int, isGranted: Bool, promised: Ballot) {
        instance = request.instance
        ballot = request.ballot
        self.from = from
        self.isGranted = isGranted
        self.promised = promised
    }
}
