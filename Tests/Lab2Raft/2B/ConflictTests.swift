import Lab2Raft
import Lab2RaftGrading

/// Lab 2B: logs that differ in ways that chance seldom makes.
final class ConflictTests: LabTestCase {
    /// Follower (f) of Figure 7: where the leader has an entry of an older term, it has entries of a newer one, which nobody
    /// else has. They are no match.
    func testAnEntryOfANewerTermIsNoMatch() {
        raft(Raft.self, servers: 5, points: 4, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 5, retry: true)
            let older = try await cluster.checkOneLeader()
            let others = (0..<5).filter { $0 != older }
            cluster.partition([[older], others])
            for number in 0..<2 { _ = cluster.submit("of the older term, \(number)", to: older) }
            let newer = try await cluster.checkOneLeader(among: others)
            cluster.partition([[older], [newer], others.filter { $0 != newer }])
            for number in 0..<4 { _ = cluster.submit("of the newer term, \(number)", to: newer) }

            // With two of the others only it can win that has more than they: the one of the older term.
            let voters = Array(others.filter { $0 != newer }.prefix(2))
            cluster.partition([[older] + voters])
            cluster.partition([[older] + voters, [newer]])
            guard try await cluster.waitForLeader(among: [older], within: .seconds(5)) != nil else {
                throw LabFailure(
                    .noLeader, nodes: [older] + voters, section: "5.4.1",
                    message: """
                        S\(older) has more entries than \(cluster.names(voters)), which can talk to it and to nobody else, and was not \
                        elected in 5 seconds. \(cluster.situation)
                        """,
                    question: "Does a server vote for a candidate of a newer term whose log is longer than its own?")
            }
            _ = cluster.submit("of the newest term", to: older)
            try await cluster.sleep(for: .milliseconds(300))
            cluster.heal()
            try await cluster.agree(on: "with all again", servers: 5, retry: true)
        }
    }

    /// New leaders bring a follower that was away what it lacks, in requests that arrive again much later. The log has gone
    /// on since, in a newer term, right after the last entry of the request.
    func testALateRequestEndsWhereTheTermChanges() {
        raft(Raft.self, servers: 5, points: 4, stage: .replication) { cluster in
            for round in 0..<8 {
                try await cluster.agree(on: "round \(round)", servers: 5, retry: true)
                let leader = try await cluster.checkOneLeader()
                let away = (leader + 1 + cluster.random(below: 4)) % 5
                cluster.disconnect(away)
                for number in 0..<3 {
                    try await cluster.agree(on: "round \(round), without S\(away), \(number)", servers: 4, retry: true)
                }
                cluster.disconnect(leader)
                let next = try await cluster.checkOneLeader(among: (0..<5).filter { $0 != leader && $0 != away })
                cluster.conditions.duplication = 1
                cluster.conditions.requestDelay = .zero ... .milliseconds(400)
                cluster.connect(away)
                for number in 0..<12 {
                    try await cluster.sleep(for: .milliseconds(60))
                    if number >= 3 { _ = cluster.submit("round \(round), late, \(number)", to: next) }
                }
                cluster.conditions.duplication = 0
                cluster.conditions.requestDelay = nil
                cluster.connect(leader)
            }
        }
    }
}
