import Lab2Raft
import Lab2RaftGrading

/// Lab 2C under conditions that MIT's tests don't create: crashes at the moments that hurt most.
final class AdversePersistenceTests: LabTestCase {
    /// Servers crash right after they answered; the answer arrives all the same, and what it said must hold.
    func testCrashAfterReply() {
        raft(Raft.self, servers: 5, points: 7) { cluster in
            cluster.conditions.repliesOutliveServers = true
            cluster.nemesis.crashAfterReply = 0.08
            try await cluster.submitCommands(for: .seconds(6))
        }
    }

    /// Voters crash right after they voted, and restart in the middle of the same election.
    func testCrashAfterVote() {
        raft(Raft.self, servers: 5, points: 5) { cluster in
            cluster.conditions.repliesOutliveServers = true
            cluster.conditions.requestDelay = .zero ... .milliseconds(60)
            for round in 0..<8 {
                cluster.nemesis.crashAfterReply = 0
                try await cluster.agree(on: "round \(round)", servers: 3, retry: true)
                let leader = try await cluster.checkOneLeader()
                cluster.nemesis.longestOutage = .milliseconds(20)
                cluster.nemesis.crashAfterReply = 0.3
                cluster.disconnect(leader)
                try await cluster.sleep(for: cluster.electionTimeout)
                cluster.connect(leader)
            }
        }
    }

    /// Leaders crash as soon as they have committed something, and restart at once or after others have gone on.
    func testLeadersCrashOnceTheyCommit() {
        raft(Raft.self, servers: 3, points: 5) { cluster in
            cluster.nemesis.crashAfterCommit = 0.3
            cluster.nemesis.longestOutage = .seconds(1)
            try await cluster.submitCommands(for: .seconds(12))
        }
    }

    /// Everything at once: crashes, cuts, partitions, slow servers, and messages lost, repeated and reordered.
    func testPersistenceInChaos() {
        raft(Raft.self, servers: 5, points: 8) { cluster in
            cluster.conditions.repliesOutliveServers = true
            cluster.nemesis.crashAfterReply = 0.003
            async let clients: Void = cluster.submitCommands(for: .seconds(16))
            try await cluster.run([.crashes, .messages], for: .seconds(16))
            try await clients
        }
    }
}
