import LabKit

/// A client's way to the key/value store: it finds the leader, and asks until it has an answer.
public actor Clerk: KeyValueClerk {
    /// The client's machine.
    public nonisolated let node: Node
    private let servers: [Peer]

    /// Creates a clerk.
    public init(node: Node, servers: [Peer]) {
        self.node = node
        self.servers = servers
    }

    /// The value of a key; empty if it was never written.
    public func get(_ key: String) async throws -> String {
        try await execute(.get(key: key))
    }

    /// Replaces a key's value.
    public func put(_ key: String, _ value: String) async throws {
        _ = try await execute(.put(key: key, value: value))
    }

    /// Adds to the end of a key's value.
    public func append(_ key: String, _ value: String) async throws {
        _ = try await execute(.append(key: key, value: value))
    }

    private func execute(_ command: KeyValueStore.Command) async throws -> String {
        // 3A: ask one server after the other, and again, until one has done it.
        let reply = await servers[0].call(KeyValueRequest(request: ClientRequest(command: command)))
        if case .done(let response) = reply { return response }
        try await node.clock.sleep(for: .milliseconds(100))
        return ""
    }
}
