import Lab3KVRaft
import Lab3KVRaftGrading

/// Lab 3B: the key/value store takes snapshots, so that Raft's state stays below eight times `maxRaftState`. These are
/// MIT's tests.
final class KeyValueSnapshotTests: LabTestCase {
    /// A server that was away gets a snapshot from one that has no log of what it missed.
    func testSnapshotRPC() {
        keyValue(KVServer.self, Clerk.self, servers: 3, maxRaftState: 1000, isTimed: true, points: 4) {
            try await $0.catchUpBySnapshot()
        }
    }

    /// Eight hundred operations on one key: logs and snapshots stay small.
    func testSnapshotSize() {
        keyValue(KVServer.self, Clerk.self, servers: 3, maxRaftState: 1000, isTimed: true, points: 4) {
            try await $0.staySmall()
        }
    }

    /// As fast as without snapshots.
    func testSpeed() {
        keyValue(KVServer.self, Clerk.self, servers: 3, maxRaftState: 1000, isTimed: true, points: 3) {
            try await $0.measureSpeed()
        }
    }

    /// All servers crash and restart, one client.
    func testSnapshotRecover() {
        keyValue(KVServer.self, Clerk.self, maxRaftState: 1000, points: 3) {
            try await $0.run(ClientLoad(crashes: true))
        }
    }

    /// All servers crash and restart, twenty clients.
    func testSnapshotRecoverManyClients() {
        keyValue(KVServer.self, Clerk.self, maxRaftState: 1000, points: 3) {
            try await $0.run(ClientLoad(clients: 20, crashes: true))
        }
    }

    /// Messages are lost.
    func testSnapshotUnreliable() {
        keyValue(KVServer.self, Clerk.self, isUnreliable: true, maxRaftState: 1000, points: 3) {
            try await $0.run(ClientLoad(clients: 5))
        }
    }

    /// Messages are lost, and all servers crash and restart.
    func testSnapshotUnreliableRecover() {
        keyValue(KVServer.self, Clerk.self, isUnreliable: true, maxRaftState: 1000, points: 3) {
            try await $0.run(ClientLoad(clients: 5, crashes: true))
        }
    }

    /// Messages lost, crashes, partitions.
    func testSnapshotUnreliableRecoverConcurrentPartition() {
        keyValue(KVServer.self, Clerk.self, isUnreliable: true, maxRaftState: 1000, points: 3) {
            try await $0.run(ClientLoad(clients: 5, crashes: true, partitions: true))
        }
    }

    /// Fifteen clients that share their keys, seven servers, and everything goes wrong.
    func testSnapshotUnreliableRecoverConcurrentPartitionLinearizable() {
        keyValue(KVServer.self, Clerk.self, servers: 7, isUnreliable: true, maxRaftState: 1000, points: 5) {
            try await $0.run(ClientLoad(clients: 15, crashes: true, partitions: true, sharedKeys: true))
        }
    }
}
