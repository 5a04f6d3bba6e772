import Lab2Raft
import Lab3KVRaft
import LabKit

// The reference with one thing wrong each: what the checks of Lab 3 are for.

/// A clerk that is right but for what a test lets it do instead.
protocol Liar: KeyValueClerk {
    var clerk: Clerk { get }
}

extension Liar {
    func get(_ key: String) async throws -> String { try await clerk.get(key) }
    func put(_ key: String, _ value: String) async throws { try await clerk.put(key, value) }
    func append(_ key: String, _ value: String) async throws { try await clerk.append(key, value) }
}

/// Adds a letter to what it reads.
actor Exaggerates: Liar {
    nonisolated let node: Node
    let clerk: Clerk
    init(node: Node, servers: [Peer]) { (self.node, clerk) = (node, Clerk(node: node, servers: servers)) }
    func get(_ key: String) async throws -> String { try await clerk.get(key) + "!" }
}

/// Says that it has put what it has not.
actor PutsNothing: Liar {
    nonisolated let node: Node
    let clerk: Clerk
    init(node: Node, servers: [Peer]) { (self.node, clerk) = (node, Clerk(node: node, servers: servers)) }
    func put(_ key: String, _ value: String) async throws {}
}

/// Never has an answer about a key that a test chose.
actor WaitsForEver: Liar {
    nonisolated let node: Node
    let clerk: Clerk
    init(node: Node, servers: [Peer]) { (self.node, clerk) = (node, Clerk(node: node, servers: servers)) }
    func put(_ key: String, _ value: String) async throws {
        guard key == "k" || key == "recovered" else { return try await clerk.put(key, value) }
        try await node.clock.sleep(for: .seconds(1000))
    }
}

/// A server that is right but for what it says of itself, and what it does before it lives.
protocol Boaster: KeyValueServer where Raft == Lab2Raft.Raft {
    nonisolated var server: KVServer { get }
}

extension Boaster {
    nonisolated var node: Node { server.node }
    nonisolated var raft: Lab2Raft.Raft { server.raft }
    func run() async throws { try await server.run() }
    func inspect() -> KeyValueServerState { server.assumeIsolated { $0.inspect() } }
}

/// Remembers a hundred clients.
actor RemembersTooMany: Boaster {
    nonisolated let server: KVServer
    init(node: Node, peers: [Peer], me: Int, maxRaftState: Int?) {
        server = KVServer(node: node, peers: peers, me: me, maxRaftState: maxRaftState)
    }
    func inspect() -> KeyValueServerState { KeyValueServerState(duplicateTableEntries: 100, waitingRequests: 0) }
}

/// Lets two requests wait for ever.
actor LetsRequestsWait: Boaster {
    nonisolated let server: KVServer
    init(node: Node, peers: [Peer], me: Int, maxRaftState: Int?) {
        server = KVServer(node: node, peers: peers, me: me, maxRaftState: maxRaftState)
    }
    func inspect() -> KeyValueServerState { KeyValueServerState(duplicateTableEntries: 0, waitingRequests: 2) }
}

/// Saves a snapshot that nobody asked for.
actor SavesASnapshot: Boaster {
    nonisolated let server: KVServer
    init(node: Node, peers: [Peer], me: Int, maxRaftState: Int?) {
        node.disk.save(raftState: node.disk.raftState, snapshot: [1, 2, 3])
        server = KVServer(node: node, peers: peers, me: me, maxRaftState: maxRaftState)
    }
}
