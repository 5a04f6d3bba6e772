import LabKit

/// A client's way to the store. A key holds what its newest version does.
public actor Clerk: PaxosClerk {
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
        // Which version is the newest? Keep what you know of each key.
        try await notYetWritten()
    }

    /// What a key holds in one version; nil if that wasn't written yet.
    public func get(_ key: String, version: Int) async throws -> String? {
        try await notYetWritten()
    }

    /// Replaces a key's value.
    public func put(_ key: String, _ value: String) async throws {
        // A write is proposed for one version after another, until one is its own.
        try await notYetWritten()
    }

    /// Adds to the end of a key's value.
    public func append(_ key: String, _ value: String) async throws {
        try await notYetWritten()
    }

    private func notYetWritten() async throws -> Never {
        while true { try await node.clock.sleep(for: .seconds(1)) }
    }
}
