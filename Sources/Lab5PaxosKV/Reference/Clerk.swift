import LabKit

/// A client's way to the store.
///
/// A key's versions are decided one after the other, so that the newest is what the key holds. The clerk walks along them: a
/// write is proposed for the version after the last that it knows, and goes on to the next only when it is certain that
/// another's write has that one. So it is done once, whoever was asked and how often: rule 8.
public actor Clerk: PaxosClerk {
    /// How long to wait when no server has answered.
    private static let pause = Duration.milliseconds(30)

    /// A version of a key and what it holds.
    private struct Known {
        var version = 0
        var content = ""
    }

    /// The client's machine.
    public nonisolated let node: Node
    private let servers: [Peer]
    /// Drawn from so many numbers that no two clerks have the same.
    private let id: UInt64
    private var sequence = 0
    private var newest: [String: Known] = [:]
    private var preferred = 0

    /// Creates a clerk.
    public init(node: Node, servers: [Peer]) {
        self.node = node
        self.servers = servers
        id = node.random.next()
    }

    /// The value of a key; empty if it was never written.
    public func get(_ key: String) async throws -> String {
        while true {
            let known = newest[key] ?? Known()
            guard let chosen = try await next(key, after: known, nil) else { return known.content }
            try await learn(key, chosen.value, version: known.version + 1, newest: chosen.newest)
        }
    }

    /// What a key holds in one version; nil if that wasn't written yet.
    public func get(_ key: String, version: Int) async throws -> String? {
        try await ask(VersionRequest(instance: Instance(key: key, version: version), value: nil)).value?.content
    }

    /// Replaces a key's value.
    public func put(_ key: String, _ value: String) async throws {
        try await write(key) { _ in value }
    }

    /// Adds to the end of a key's value.
    public func append(_ key: String, _ value: String) async throws {
        try await write(key) { $0 + value }
    }

    // MARK: - Versions

    /// Proposes for one version after another until one is this write's.
    /// - Parameter content: what to write, made of what the version before holds.
    private func write(_ key: String, _ content: (String) -> String) async throws {
        sequence += 1
        let request = RequestID(client: id, sequence: sequence)
        while true {
            let known = newest[key] ?? Known()
            let value = PaxosValue(id: request, content: content(known.content))
            guard let chosen = try await next(key, after: known, value) else { continue }
            try await learn(key, chosen.value, version: known.version + 1, newest: chosen.newest)
            // By whose it is: another may have written the same.
            if chosen.value.id == request { return }
        }
    }

    /// The version after a known one, and the newest that the server knows.
    private func next(
        _ key: String, after known: Known, _ value: PaxosValue?
    ) async throws -> (value: PaxosValue, newest: Int)? {
        let reply = try await ask(
            VersionRequest(instance: Instance(key: key, version: known.version + 1), value: value))
        return reply.value.map { ($0, reply.newestVersion) }
    }

    /// Remembers a version. If there are many after it, skips those that are decided: nothing of this clerk is in them.
    private func learn(_ key: String, _ value: PaxosValue, version: Int, newest: Int) async throws {
        self.newest[key] = Known(version: version, content: value.content)
        guard newest - 1 > version, let content = try await get(key, version: newest - 1) else { return }
        self.newest[key] = Known(version: newest - 1, content: content)
    }

    // MARK: - Servers

    /// Asks one server after the other until one answers, first the one that answered last.
    private func ask(_ request: VersionRequest) async throws -> VersionRequest.Reply {
        while true {
            for _ in servers {
                if let reply = await servers[preferred].call(request, timeout: VersionRequest.patience) { return reply }
                preferred = (preferred + 1) % servers.count
            }
            try await node.clock.sleep(for: Self.pause)
        }
    }
}
