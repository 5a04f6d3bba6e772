import LabKit

/// A client's way to the key/value store.
///
/// The clerk asks the servers, and again, until one has done what the client wants. It may ask for the same thing many
/// times, but always with the same number: the servers execute each number once. A command has a new number only when the
/// one before is done.
public actor Clerk: KeyValueClerk {
    /// How long to wait when no server was the leader: an election takes longer than asking all again.
    private static let pause = Duration.milliseconds(30)

    /// The client's machine.
    public nonisolated let node: Node
    private let servers: ServerGroup
    /// Drawn from so many numbers that no two clerks have the same.
    private let id: UInt64
    private var sequence = 0

    /// Creates a clerk.
    public init(node: Node, servers: [Peer]) {
        self.node = node
        self.servers = ServerGroup(servers)
        id = node.random.next()
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
        sequence += 1
        let request = KeyValueRequest(request: ClientRequest(client: id, sequence: sequence, command: command))
        while true {
            if let response = await servers.ask(request) { return response }
            try await node.clock.sleep(for: Self.pause)
        }
    }
}
