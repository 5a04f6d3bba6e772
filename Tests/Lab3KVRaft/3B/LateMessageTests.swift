import Lab2Raft
import Lab3KVRaftGrading

/// Lab 3B: what comes late to a log that was shortened meanwhile, what comes to a cluster that rests, and what comes in a row.
final class LateMessageTests: LabTestCase {
    /// Requests that arrive twice and late begin before the receiver's snapshot, and end before it or after it.
    func testLateRequestsAcrossSnapshots() {
        raft(Raft.self, servers: 3, points: 4) { cluster in
            cluster.snapshotInterval = 3
            try await cluster.agree(on: "the first", servers: 3, retry: true)
            cluster.conditions.duplication = 0.7
            cluster.conditions.requestDelay = .zero ... .milliseconds(250)
            for round in 0..<40 {
                for number in 0..<(1 + cluster.random(below: 5)) {
                    for server in 0..<3 { _ = cluster.submit("round \(round), \(number) at S\(server)", to: server) }
                }
                try await cluster.sleep(for: .milliseconds(cluster.random(below: 150)))
            }
        }
    }

    /// A follower that can't answer takes snapshots, while the leader's service is slow and takes none: each request begins
    /// where the leader's last news of it ends, before the follower's snapshot, and brings entries after it.
    func testRequestsBeginBeforeTheSnapshot() {
        raft(Raft.self, servers: 3, points: 3) { cluster in
            for round in 0..<3 {
                cluster.snapshotInterval = 3
                try await cluster.agree(on: "round \(round)", servers: 3, retry: true)
                let leader = try await cluster.checkOneLeader()
                let (mute, third) = ((leader + 1) % 3, (leader + 2) % 3)
                cluster.setServicePause(.seconds(3), of: leader)
                cluster.setLink(from: mute, to: leader, isUp: false)
                for number in 0..<10 {
                    _ = cluster.submit("round \(round), \(number)", to: leader)
                    try await cluster.sleep(for: .milliseconds(110))
                }
                // From now on the leader needs the follower that it has not heard for so long.
                cluster.disconnect(third)
                _ = cluster.submit("round \(round), without S\(third)", to: leader)
                try await cluster.sleep(for: .milliseconds(150))
                cluster.setLink(from: mute, to: leader, isUp: true)
                try await cluster.sleep(for: .milliseconds(400))
                cluster.setServicePause(nil, of: leader)
                cluster.connect(third)
            }
        }
    }

    /// A follower whose answers take long gets one snapshot after the other, sometimes two at once. Then one comes to a
    /// candidate, from the leader of its term.
    func testOneSnapshotAfterAnother() {
        raft(Raft.self, servers: 3, points: 4) { cluster in
            let behind = try await cluster.sendOneSnapshotAfterAnother()
            try await cluster.sendSnapshotToCandidate(behind)
            try await cluster.agree(on: "with all again", servers: 3, retry: true)
        }
    }

    /// A snapshot comes while the service still deals with an entry that it stands for. When the service is done, it hands
    /// over its own snapshot, and that is the older one.
    func testASnapshotOvertakesTheService() {
        raft(Raft.self, servers: 3, points: 3) { try await $0.overtakeService() }
    }

    /// A follower gets a snapshot, and nothing else, when nobody asks for anything; then it restarts. Both times its service
    /// has the state at once, and not only when the next command comes.
    func testASnapshotReachesAnIdleService() {
        raft(Raft.self, servers: 3, points: 3) { cluster in
            cluster.snapshotInterval = 4
            let leader = try await cluster.checkOneLeader()
            let away = (leader + 1) % 3
            cluster.crash(away)
            for number in 1...8 { try await cluster.agree(on: "number \(number)", servers: 2, retry: true) }
            cluster.start(away)
            try await cluster.expectApplied(
                upTo: 8, on: away, within: .seconds(4), after: "it was started and could talk")
            cluster.restart(away)
            try await cluster.expectApplied(upTo: 8, on: away, within: .seconds(2), after: "it restarted")
        }
    }
}
