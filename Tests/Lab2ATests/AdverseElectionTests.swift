import Lab2Raft
import LabHarness

/// Lab 2A under conditions that MIT's tests don't create: links that fail in one direction, elections that overlap,
/// leaders that come back.
final class AdverseElectionTests: LabTestCase {
    /// A deposed leader that hears nobody goes on sending heartbeats. Nobody may take them for those of a leader.
    func testAStaleLeaderDoesNotHoldUpElections() {
        raft(Raft.self, servers: 5, points: 4, stage: .election) { cluster in
            let stale = try await cluster.checkOneLeader()
            cluster.disconnect(stale)
            let second = try await cluster.checkOneLeader()
            for server in 0..<5 where server != stale { cluster.setLink(from: server, to: stale, isUp: false) }
            cluster.connect(stale)
            try await cluster.sleep(for: cluster.electionTimeout)
            cluster.disconnect(second)
            let others = (0..<5).filter { $0 != stale && $0 != second }
            try await cluster.checkOneLeader(among: others)
        }
    }

    /// A leader that can't send is replaced, and steps down when it hears of it.
    func testAMuteLeaderStepsDown() {
        raft(Raft.self, servers: 5, points: 3, stage: .election) { cluster in
            let mute = try await cluster.checkOneLeader()
            for server in 0..<5 where server != mute { cluster.setLink(from: mute, to: server, isUp: false) }
            let others = (0..<5).filter { $0 != mute }
            let leader = try await cluster.checkOneLeader(among: others)
            try await cluster.sleep(for: cluster.electionTimeout)
            try cluster.expectFollower(mute, of: leader)
        }
    }

    /// On a network that is slow, repeats requests and lets them overtake each other, elections overlap.
    func testOverlappingElections() {
        raft(Raft.self, servers: 5, points: 4, stage: .election) { cluster in
            cluster.conditions.requestDelay = .zero ... .milliseconds(100)
            cluster.conditions.duplication = 0.3
            for _ in 0..<12 {
                let leader = try await cluster.checkOneLeader()
                cluster.disconnect(leader)
                try await cluster.checkOneLeader()
                cluster.connect(leader)
            }
        }
    }

    /// Every server leads again and again; in the end only one of them speaks, and not more often than it should.
    func testALeaderThatComesBackSendsNoMore() {
        raft(Raft.self, servers: 3, points: 4, stage: .election) { cluster in
            for _ in 0..<10 {
                let leader = try await cluster.checkOneLeader()
                cluster.disconnect(leader)
                try await cluster.checkOneLeader()
                cluster.connect(leader)
            }
            try await cluster.sleep(for: cluster.electionTimeout)
            let before = cluster.requestsReceived
            try await cluster.sleep(for: .seconds(2))
            let purpose = "stay idle for two seconds after many elections"
            try cluster.expectRPCs(cluster.requestsReceived - before, within: 0...60, to: purpose)
        }
    }

    /// Servers and links are cut off, slowed down and mended at random, and messages lost, repeated and reordered.
    func testElectionsInChaos() {
        raft(Raft.self, servers: 5, points: 5, stage: .election) { cluster in
            try await cluster.run([.messages], for: .seconds(15))
        }
    }
}
