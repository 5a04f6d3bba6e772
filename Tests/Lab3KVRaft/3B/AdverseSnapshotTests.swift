import Lab3KVRaft
import Lab2Raft
import Lab3KVRaftGrading

/// Lab 3B under conditions that MIT's tests don't create.
final class AdverseSnapshotTests: LabTestCase {
    /// Servers lose their power right after they save, between the saves of a snapshot too.
    func testCrashDuringSnapshot() {
        keyValue(KVServer.self, Clerk.self, maxRaftState: 300, points: 5) { try await $0.crashDuringSnapshots() }
    }

    /// Snapshots arrive twice and late, while the log goes on.
    func testRepeatedAndLateSnapshots() {
        raft(Raft.self, servers: 3, points: 5) { cluster in
            cluster.conditions.duplication = 0.5
            cluster.conditions.requestDelay = .zero ... .milliseconds(150)
            try await cluster.runWithSnapshots(victims: .disconnected, rounds: 12)
        }
    }

    /// A follower that lacks what its leader has no more, and can't answer, is sent the snapshot again and again. It hears
    /// its leader, and so has no reason for an election.
    func testAMuteFollowerThatNeedsASnapshot() {
        raft(Raft.self, servers: 3, points: 3) { cluster in
            cluster.snapshotInterval = 5
            try await cluster.agree(on: "with all", servers: 3, retry: true)
            let leader = try await cluster.checkOneLeader()
            let mute = (leader + 1) % 3
            // It is down meanwhile, since alone it would begin terms of its own.
            cluster.crash(mute)
            for number in 0..<20 { try await cluster.agree(on: "with two, \(number)", servers: 2, retry: true) }
            for server in 0..<3 where server != mute { cluster.setLink(from: mute, to: server, isUp: false) }
            cluster.start(mute)
            try await cluster.sleep(for: .milliseconds(300))
            let present = cluster.status(of: mute)?.term ?? 0
            try await cluster.sleep(for: .seconds(4))
            try cluster.expectSameTerm(present, as: cluster.status(of: mute)?.term ?? 0)
        }
    }

    /// A leader of an older term, who hears nobody, sends snapshots: whoever has come to a newer term takes none of them.
    func testSnapshotsOfAnOlderTermChangeNothing() {
        raft(Raft.self, servers: 3, points: 3) { try await $0.sendStaleSnapshots() }
    }

    /// What a client asked before it was cut off is asked again after every server has restarted from a snapshot.
    func testDuplicatesAcrossSnapshots() {
        keyValue(KVServer.self, Clerk.self, maxRaftState: 200, isTimed: true, points: 5) {
            try await $0.repeatAcrossRestarts()
        }
    }

    /// Every entry makes a snapshot, and a service that lags gets one in place of what it has not seen yet.
    func testASnapshotForEachEntry() {
        keyValue(KVServer.self, Clerk.self, isUnreliable: true, maxRaftState: 1, points: 4) {
            try await $0.run(ClientLoad(clients: 3, crashes: true, partitions: true), isSizeChecked: false)
        }
    }

    /// Everything at once on the Raft level: crashes at saves, cuts, partitions, and messages lost, repeated and late.
    func testSnapshotsInChaos() {
        raft(Raft.self, servers: 5, points: 6) { cluster in
            cluster.snapshotInterval = 7
            cluster.conditions.repliesOutliveServers = true
            cluster.nemesis.crashAfterSave = 0.002
            async let clients: Void = cluster.submitCommands(for: .seconds(12))
            try await cluster.run([.crashes, .messages], for: .seconds(12))
            try await clients
        }
    }
}
