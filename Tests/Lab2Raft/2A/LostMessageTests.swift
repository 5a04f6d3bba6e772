import Lab2Raft
import Lab2RaftGrading

/// Lab 2A when single messages are lost, by name and not at random.
final class LostMessageTests: LabTestCase {
    /// Every request arrives twice, and the first answer is lost: who has voted for a candidate says so again.
    func testTheFirstAnswerIsLost() {
        raft(Raft.self, servers: 3, points: 3, stage: .election) { cluster in
            cluster.conditions.duplication = 1
            cluster.conditions.losesEarlierReplies = true
            for _ in 0..<3 {
                let leader = try await cluster.checkOneLeader()
                cluster.disconnect(leader)
                try await cluster.checkOneLeader()
                cluster.connect(leader)
            }
        }
    }

    /// Now and then one heartbeat to one follower is lost. Time-outs leave room for that.
    func testALostHeartbeatStartsNoElection() {
        raft(Raft.self, servers: 5, points: 3, stage: .election) { cluster in
            let leader = try await cluster.checkOneLeader()
            try await cluster.sleep(for: .milliseconds(300))
            let term = try cluster.checkTerms()
            for round in 0..<40 {
                let follower = (leader + 1 + round % 4) % 5
                try await cluster.waitForRequest(from: leader, to: follower)
                // Less than two intervals of 100 ms, so that it is one heartbeat at most, or none if they are rarer.
                cluster.setLink(from: leader, to: follower, isUp: false)
                try await cluster.sleep(for: .milliseconds(120))
                cluster.setLink(from: leader, to: follower, isUp: true)
                try await cluster.sleep(for: .milliseconds(230))
            }
            try cluster.expectSameTerm(
                term, as: try cluster.checkTerms(), though: "but one heartbeat at a time was lost")
        }
    }
}
