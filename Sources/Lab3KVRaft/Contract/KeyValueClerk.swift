/// What a client can do with a key/value store. A clerk does one thing after the other.
public protocol KeyValueOperations: NodeActor {
    /// The value of a key; empty if it was never written.
    /// - Throws: `CancellationError` when the client's machine crashes.
    func get(_ key: String) async throws -> String

    /// Replaces a key's value.
    /// - Throws: `CancellationError` when the client's machine crashes; the write may have happened or not.
    func put(_ key: String, _ value: String) async throws

    /// Adds to the end of a key's value; a key that was never written is as if it were empty.
    /// - Throws: `CancellationError` when the client's machine crashes; the write may have happened or not.
    func append(_ key: String, _ value: String) async throws
}

/// Lab 3's other half: a client's way to the key/value store. It finds the leader, remembers it, and tries again until it
/// has an answer.
///
/// ```swift
/// public actor Clerk: KeyValueClerk {
///     public nonisolated let node: Node
///     public init(node: Node, servers: [Peer]) { … }
///     public func get(_ key: String) async throws -> String { … }
///     public func put(_ key: String, _ value: String) async throws { … }
///     public func append(_ key: String, _ value: String) async throws { … }
/// }
/// ```
public protocol KeyValueClerk: KeyValueOperations {
    /// Creates a clerk.
    /// - Parameters:
    ///   - node: the client's machine.
    ///   - servers: the servers, in an order of this client's own.
    init(node: Node, servers: [Peer])
}
