import Lab2Raft
import Lab3KVRaftGrading

/// Lab 3B, the Raft side: snapshots take the place of entries (section 7 of the Raft paper). MIT later made a lab of its
/// own of these, 2D.
final class RaftSnapshotTests: LabTestCase {
    /// A service takes a snapshot after every tenth entry, and logs stay short.
    func testSnapshotBasic() {
        raft(Raft.self, servers: 3, points: 3) { try await $0.runWithSnapshots(victims: .none) }
    }

    /// A follower that was cut off lacks entries that its leader has no more: it gets the snapshot.
    func testSnapshotInstall() {
        raft(Raft.self, servers: 3, points: 4) { try await $0.runWithSnapshots(victims: .disconnected) }
    }

    /// The same with messages lost.
    func testSnapshotInstallUnreliable() {
        raft(Raft.self, servers: 3, isUnreliable: true, points: 4) {
            try await $0.runWithSnapshots(victims: .disconnected)
        }
    }

    /// The same with servers that crash: each restarts from the snapshot and the log on its disk.
    func testSnapshotInstallCrash() {
        raft(Raft.self, servers: 3, points: 4) { try await $0.runWithSnapshots(victims: .crashed) }
    }

    /// Crashes, and messages lost.
    func testSnapshotInstallUnreliableCrash() {
        raft(Raft.self, servers: 3, isUnreliable: true, points: 4) {
            try await $0.runWithSnapshots(victims: .crashed)
        }
    }

    /// All servers crash, and restart from what is on their disks.
    func testSnapshotAllCrash() {
        raft(Raft.self, servers: 3, points: 4) { cluster in
            cluster.snapshotInterval = 10
            try await cluster.agree(on: cluster.randomCommand(length: 20), servers: 3, retry: true)
            for round in 0..<5 {
                for number in 0..<(5 + cluster.random(below: 10)) {
                    try await cluster.agree(on: "\(round) \(number)", servers: 3, retry: true)
                }
                let before = try await cluster.agree(on: "\(round), before", servers: 3, retry: true)
                for server in 0..<3 { cluster.restart(server) }
                let after = try await cluster.agree(on: "\(round), after", servers: 3, retry: true)
                try cluster.expect(after, isAfter: before)
            }
        }
    }

    /// A snapshot must not be lost when Raft's state is saved again.
    func testSnapshotInit() {
        raft(Raft.self, servers: 3, points: 3) { cluster in
            cluster.snapshotInterval = 10
            for number in 0..<12 { try await cluster.agree(on: "first \(number)", servers: 3, retry: true) }
            for round in 0..<2 {
                for server in 0..<3 { cluster.restart(server) }
                try await cluster.agree(on: "after restart \(round)", servers: 3, retry: true)
            }
        }
    }
}
