/// Lab 5A's contract: a server with an acceptor, and with a proposer for whoever asks. The harness creates and crashes these, and
/// has them propose; clerks call them in messages of the solution's own.
///
/// ```swift
/// public actor PaxosServer: PaxosPeer {
///     public nonisolated let node: Node
///     public init(node: Node, peers: [Peer], me: Int) { … }
///     public func run() async throws { … }
///     public func propose(_ value: PaxosValue, at instance: Instance) async throws -> PaxosValue { … }
///     public func read(_ instance: Instance) async throws -> PaxosValue? { … }
///     public func inspect(_ instance: Instance) -> AcceptorState { … }
/// }
/// ```
public protocol PaxosPeer: LabActor {
    /// Creates a server, new or restarted; what it had saved is on `node.disk`.
    /// - Parameters:
    ///   - node: the machine it runs on.
    ///   - peers: all servers, in the same order everywhere; `peers[me]` is this one, and is called like the others.
    ///   - me: this server's place among the peers.
    init(node: Node, peers: [Peer], me: Int)

    /// Proposes a value until one is chosen, however long that takes.
    /// - Returns: the value that is chosen in this instance, which may be another's.
    /// - Throws: `CancellationError` when the machine crashes or the caller gives up.
    func propose(_ value: PaxosValue, at instance: Instance) async throws -> PaxosValue

    /// Finds out which value is chosen, however long that takes. If somebody has accepted a value and it isn't certain that it
    /// is chosen, finishes that first.
    /// - Returns: the value; nil if none had been chosen when this began.
    /// - Throws: `CancellationError` when the machine crashes or the caller gives up.
    func read(_ instance: Instance) async throws -> PaxosValue?

    /// What this server's acceptor knows of an instance, for checks.
    func inspect(_ instance: Instance) -> AcceptorState
}

/// Lab 5A's other half: a client's way to the store. Each write takes the next version of its key, and is done once.
///
/// ```swift
/// public actor Clerk: PaxosClerk {
///     public nonisolated let node: Node
///     public init(node: Node, servers: [Peer]) { … }
///     …
/// }
/// ```
public protocol PaxosClerk: KeyValueOperations {
    /// Creates a clerk.
    /// - Parameters:
    ///   - node: the client's machine.
    ///   - servers: the servers, in an order of this client's own.
    init(node: Node, servers: [Peer])

    /// What a key holds in one version.
    /// - Returns: nil if that version had not been written when this began.
    /// - Throws: `CancellationError` when the client's machine crashes.
    func get(_ key: String, version: Int) async throws -> String?
}
