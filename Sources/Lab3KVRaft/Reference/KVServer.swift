import Lab2Raft
import LabKit

/// A server of the key/value store: a replica of `KeyValueStore` that clerks can call.
public actor KVServer: KeyValueServer {
    /// The machine it runs on.
    public nonisolated let node: Node
    private let replica: Replica<ExactlyOnce<KeyValueStore>>

    /// Creates a server, new or restarted: what it had saved is on its node's disk.
    public init(node: Node, peers: [Peer], me: Int, maxRaftState: Int?) {
        self.node = node
        replica = Replica(
            ExactlyOnce(KeyValueStore()), node: node, peers: peers, me: me, maxRaftState: maxRaftState)
    }

    /// The Raft server inside.
    public nonisolated var raft: Raft { replica.raft }

    /// The server's life: answers clerks until the machine crashes.
    public func run() async throws {
        node.serve(KeyValueRequest.self) { await self.replica.execute($0.request) }
        try await replica.run()
    }

    /// How much the server remembers, for checks.
    public func inspect() -> KeyValueServerState {
        // The replica lives on the same node, so nothing of it runs while this does.
        replica.assumeIsolated {
            KeyValueServerState(
                duplicateTableEntries: $0.machine.duplicateTableEntries, waitingRequests: $0.waitingRequests)
        }
    }
}
