/// What one round of Paxos decides: which value a version of a key has. Instances know nothing of each other.
public struct Instance: Codable, Hashable, Comparable, Sendable {
    /// The key.
    public var key: String
    /// The version; the first is 1.
    public var version: Int

    /// - Parameters:
    ///   - key: the key.
    ///   - version: the version; the first is 1.
    public init(key: String, version: Int) {
        self.key = key
        self.version = version
    }

    /// By key; of one key by version.
    public static func < (left: Instance, right: Instance) -> Bool {
        (left.key, left.version) < (right.key, right.version)
    }
}

/// Whose write a value is. No two writes have the same, not even if they write the same.
public struct RequestID: Codable, Hashable, Sendable {
    /// The clerk: no two have the same number.
    public var client: UInt64
    /// Which of that clerk's writes it is; no two have the same.
    public var sequence: Int

    /// - Parameters:
    ///   - client: the clerk.
    ///   - sequence: which of that clerk's writes it is; no two have the same.
    public init(client: UInt64, sequence: Int) {
        self.client = client
        self.sequence = sequence
    }
}

/// What is proposed: a text, and whose write it is.
public struct PaxosValue: Codable, Hashable, Sendable {
    /// Whose write it is.
    public var id: RequestID
    /// What the key holds in this version.
    public var content: String

    /// - Parameters:
    ///   - id: whose write it is.
    ///   - content: what the key holds in this version.
    public init(id: RequestID, content: String) {
        self.id = id
        self.content = content
    }
}

/// What an acceptor has accepted.
public struct Vote: Codable, Hashable, Sendable {
    /// In which ballot.
    public var ballot: Ballot
    /// Which value.
    public var value: PaxosValue

    /// - Parameters:
    ///   - ballot: in which ballot.
    ///   - value: which value.
    public init(ballot: Ballot, value: PaxosValue) {
        self.ballot = ballot
        self.value = value
    }
}

/// What an acceptor knows of one instance.
public struct AcceptorState: Codable, Hashable, Sendable {
    /// The largest ballot that it takes part in: it has no part in smaller ones any more.
    public var promised: Ballot
    /// What it accepted last.
    public var vote: Vote?

    /// By default it has promised and accepted nothing.
    /// - Parameters:
    ///   - promised: the largest ballot that it takes part in.
    ///   - vote: what it accepted last.
    public init(promised: Ballot = .zero, vote: Vote? = nil) {
        self.promised = promised
        self.vote = vote
    }
}
