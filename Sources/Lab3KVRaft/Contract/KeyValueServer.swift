/// Lab 3's contract: one server of a replicated key/value store, with a Raft server inside. The harness creates and
/// crashes these, and clerks call them; the messages between clerk and server are the solution's own affair.
///
/// ```swift
/// public actor KVServer: KeyValueServer {
///     public nonisolated let node: Node
///     public nonisolated let raft: Raft
///     public init(node: Node, peers: [Peer], me: Int, maxRaftState: Int?) { … }
///     public func run() async throws { … }
///     public func inspect() -> KeyValueServerState { … }
/// }
/// ```
public protocol KeyValueServer: RaftService {
    /// Creates a server, new or restarted; what it had saved is on `node.disk`.
    /// - Parameters:
    ///   - node: the machine it runs on.
    ///   - peers: all servers of the cluster, in the same order everywhere; `peers[me]` is this one.
    ///   - me: this server's place among the peers.
    ///   - maxRaftState: Lab 3B: take a snapshot when Raft's state on the disk comes near so many bytes; nil to take none.
    init(node: Node, peers: [Peer], me: Int, maxRaftState: Int?)

    /// How much the server remembers, for checks that it doesn't remember too much.
    func inspect() -> KeyValueServerState
}

/// How much a key/value server remembers beyond the keys and values.
public struct KeyValueServerState: Sendable, Equatable {
    /// How many entries its duplicate table has: one for each client that ever wrote, not one for each request.
    public var duplicateTableEntries: Int
    /// How many requests wait in it for an answer.
    public var waitingRequests: Int

    /// - Parameters:
    ///   - duplicateTableEntries: how many entries its duplicate table has.
    ///   - waitingRequests: how many requests wait in it for an answer.
    public init(duplicateTableEntries: Int, waitingRequests: Int) {
        self.duplicateTableEntries = duplicateTableEntries
        self.waitingRequests = waitingRequests
    }
}
