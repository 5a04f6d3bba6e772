import Lab2Raft
import LabHarness

/// A hidden test: two followers that come and go must not disturb a leader that keeps its majority.
final class Lab2AHiddenLeaderTests: LabTestCase {
    func testLeaderSurvivesOthersComingAndGoing() {
        raft(Raft.self, servers: 5, points: 10) { cluster in
            let leader = try await cluster.checkOneLeader()
            for round in 1...5 {
                let follower = (leader + round) % 5
                guard follower != leader else { continue }
                cluster.crash(follower)
                try await cluster.agree(on: "round \(round)", servers: 4, retry: false)
                cluster.start(follower)
                try await cluster.sleep(for: .milliseconds(300))
            }
            let last = try await cluster.checkOneLeader()
            if last != leader {
                throw LabFailure(
                    .unstableTerm, nodes: [leader, last],
                    message: "S\(last) leads though S\(leader) never failed: does a restarted server start an election "
                        + "before it had time to hear from the leader?")
            }
        }
    }
}
