import Lab5PaxosKV
import Lab5PaxosKVGrading

/// Lab 5A: a key/value store of versions, each decided by an instance of Paxos.
final class PaxosKVTests: LabTestCase {
    /// One client at a time.
    func testVersions() {
        paxos(PaxosServer.self, Clerk.self, points: 4) { try await $0.useVersions() }
    }

    /// What writes cost that nobody hinders.
    func testWritesAreCheap() {
        paxos(PaxosServer.self, Clerk.self, points: 3) { try await $0.measureWrites(20) }
    }

    /// Equal writes are different writes.
    func testEqualWrites() {
        paxos(PaxosServer.self, Clerk.self, points: 4) { try await $0.writeTheSame() }
    }

    /// Answers are lost, so that a clerk asks again for what is done.
    func testLostAnswers() {
        paxos(PaxosServer.self, Clerk.self, points: 4) { try await $0.loseAnswers() }
    }

    /// A client that was away for many versions finds the newest.
    func testALateClient() {
        paxos(PaxosServer.self, Clerk.self, points: 3) { try await $0.returnLate(after: 60) }
    }

    /// A server is down, and clients ask another.
    func testADeadServer() {
        paxos(PaxosServer.self, Clerk.self, points: 3, timeLimit: .seconds(60)) { try await $0.missAServer() }
    }

    /// Five clients on three keys, in all weathers.
    func testClients() {
        paxos(PaxosServer.self, Clerk.self, hasWeather: true, points: 4) {
            try await $0.useKeys(clients: 5, operations: 12)
        }
    }

    /// Messages are lost.
    func testUnreliable() {
        paxos(PaxosServer.self, Clerk.self, isUnreliable: true, points: 4) {
            try await $0.useKeys(clients: 5, operations: 12)
        }
    }

    /// Servers crash, one at a time.
    func testCrashes() {
        paxos(PaxosServer.self, Clerk.self, hasWeather: true, points: 4) {
            try await $0.useKeys(clients: 4, operations: 12, crashes: true)
        }
    }

    /// Servers are parted, and crash, and messages are lost; here they are five.
    func testPartitions() {
        paxos(PaxosServer.self, Clerk.self, servers: 5, isUnreliable: true, points: 5) {
            try await $0.useKeys(clients: 4, operations: 12, crashes: true, partitions: true)
        }
    }
}
