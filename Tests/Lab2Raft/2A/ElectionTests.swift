import Lab2Raft
import Lab2RaftGrading

/// Lab 2A: leader election (sections 5.1, 5.2 and 5.4.1 of the Raft paper).
final class ElectionTests: LabTestCase {
    /// A new cluster elects a leader, and keeps it as long as nothing fails.
    func testInitialElection() {
        raft(Raft.self, servers: 3, points: 8, stage: .election) { cluster in
            try cluster.expectFirstBoot()
            let leader = try await cluster.checkOneLeader()
            // Followers learn of the election with the leader's first heartbeat.
            try await cluster.sleep(for: .milliseconds(50))
            let term = try cluster.checkTerms()
            try cluster.expectFirstTerm(term, of: leader)
            try await cluster.sleep(for: cluster.electionTimeout * 2)
            try cluster.expectSameTerm(term, as: try cluster.checkTerms())
            try await cluster.checkOneLeader()
        }
    }

    /// A new leader takes over from one that is cut off; without a majority there is none; the old one follows when it
    /// comes back.
    func testReElection() {
        raft(Raft.self, servers: 3, points: 8, stage: .election) { cluster in
            let first = try await cluster.checkOneLeader()
            cluster.disconnect(first)
            try await cluster.checkOneLeader()

            cluster.connect(first)
            let second = try await cluster.checkOneLeader()

            let other = (second + 1) % cluster.size
            cluster.disconnect(second)
            cluster.disconnect(other)
            try await cluster.sleep(for: cluster.electionTimeout * 2)
            try cluster.checkNoLeader()

            cluster.connect(other)
            try await cluster.checkOneLeader()
            cluster.connect(second)
            try await cluster.checkOneLeader()
        }
    }

    /// Seven servers elect a leader again and again while up to three of them are cut off.
    func testManyElections() {
        raft(Raft.self, servers: 7, points: 9, stage: .election) { cluster in
            try await cluster.checkOneLeader()
            for _ in 0..<9 {
                let victims = (0..<3).map { _ in cluster.random(below: cluster.size) }
                for victim in victims { cluster.disconnect(victim) }
                try await cluster.checkOneLeader()
                for victim in victims { cluster.connect(victim) }
            }
            try await cluster.checkOneLeader()
        }
    }
}
