import Lab3KVRaft
import Lab3KVRaftGrading

/// Lab 3A: a linearizable key/value store without snapshots. These are MIT's tests.
final class KeyValueTests: LabTestCase {
    /// One client.
    func testBasic() {
        keyValue(KVServer.self, Clerk.self, points: 3) { try await $0.run(ClientLoad()) }
    }

    /// A thousand appends one after the other take at most a third of a heartbeat interval each.
    func testSpeed() {
        keyValue(KVServer.self, Clerk.self, servers: 3, isTimed: true, points: 3) { try await $0.measureSpeed() }
    }

    /// Five clients.
    func testConcurrent() {
        keyValue(KVServer.self, Clerk.self, points: 3) { try await $0.run(ClientLoad(clients: 5)) }
    }

    /// Messages are lost.
    func testUnreliable() {
        keyValue(KVServer.self, Clerk.self, isUnreliable: true, points: 3) {
            try await $0.run(ClientLoad(clients: 5))
        }
    }

    /// Five clients append to one key while messages are lost: each append is there once, and in its client's order.
    func testUnreliableOneKey() {
        keyValue(KVServer.self, Clerk.self, servers: 3, isUnreliable: true, points: 3) {
            try await $0.appendToOneKey(clients: 5, times: 10)
        }
    }

    /// A minority answers nobody; what was asked of it is done once the network is whole again.
    func testOnePartition() {
        keyValue(KVServer.self, Clerk.self, isTimed: true, points: 4) { try await $0.partOnce() }
    }

    /// One client, and partitions that come and go.
    func testManyPartitionsOneClient() {
        keyValue(KVServer.self, Clerk.self, points: 3) { try await $0.run(ClientLoad(partitions: true)) }
    }

    /// Five clients, and partitions that come and go.
    func testManyPartitionsManyClients() {
        keyValue(KVServer.self, Clerk.self, points: 3) { try await $0.run(ClientLoad(clients: 5, partitions: true)) }
    }

    /// All servers crash and restart, one client.
    func testPersistOneClient() {
        keyValue(KVServer.self, Clerk.self, points: 3) { try await $0.run(ClientLoad(crashes: true)) }
    }

    /// All servers crash and restart, five clients.
    func testPersistConcurrent() {
        keyValue(KVServer.self, Clerk.self, points: 3) { try await $0.run(ClientLoad(clients: 5, crashes: true)) }
    }

    /// Crashes, and messages lost.
    func testPersistConcurrentUnreliable() {
        keyValue(KVServer.self, Clerk.self, isUnreliable: true, points: 3) {
            try await $0.run(ClientLoad(clients: 5, crashes: true))
        }
    }

    /// Crashes and partitions.
    func testPersistPartition() {
        keyValue(KVServer.self, Clerk.self, points: 3) {
            try await $0.run(ClientLoad(clients: 5, crashes: true, partitions: true))
        }
    }

    /// Crashes, partitions, and messages lost.
    func testPersistPartitionUnreliable() {
        keyValue(KVServer.self, Clerk.self, isUnreliable: true, points: 3) {
            try await $0.run(ClientLoad(clients: 5, crashes: true, partitions: true))
        }
    }

    /// Fifteen clients that share their keys, seven servers, and everything goes wrong.
    func testPersistPartitionUnreliableLinearizable() {
        keyValue(KVServer.self, Clerk.self, servers: 7, isUnreliable: true, points: 5) {
            try await $0.run(ClientLoad(clients: 15, crashes: true, partitions: true, sharedKeys: true))
        }
    }
}
