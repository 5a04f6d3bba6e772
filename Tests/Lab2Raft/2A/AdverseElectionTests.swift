import Lab2Raft
import Lab2RaftGrading

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
        raft(Raft.self, servers: 5, points: 4, stage: .election) { cluster in
            for _ in 0..<10 {
                let leader = try await cluster.checkOneLeader()
                cluster.disconnect(leader)
                try await cluster.checkOneLeader()
                cluster.connect(leader)
            }
            try await cluster.sleep(for: cluster.electionTimeout)
            let (before, traffic) = (cluster.requestsReceived, cluster.traffic)
            try await cluster.sleep(for: .seconds(2))
            let purpose = "stay idle for two seconds after many elections"
            try cluster.expectRPCs(
                cluster.requestsReceived - before, within: 0...100, to: purpose, since: traffic)
        }
    }

    /// A candidate's requests take a second, and meanwhile another wins the election of the same term. The first follows
    /// it, and its late requests change nothing.
    func testASlowRivalOfTheSameTerm() {
        raft(Raft.self, servers: 5, points: 4, stage: .election) { cluster in
            for _ in 0..<8 {
                let leader = try await cluster.checkOneLeader()
                let slow = (leader + 1 + cluster.random(below: 4)) % 5
                let others = (0..<5).filter { $0 != leader && $0 != slow }
                for server in 0..<5 where server != slow { cluster.setLatency(.seconds(1), from: slow, to: server) }
                cluster.disconnect(leader)
                let winner = try await cluster.waitForLeader(among: others, within: .seconds(2))
                if let winner, let term = cluster.status(of: winner)?.term, cluster.status(of: slow)?.term ?? 0 <= term
                {
                    try await cluster.sleep(for: .seconds(3))
                    try cluster.expectStillLeading(winner, inTerm: term, despite: slow)
                }
                for server in 0..<5 { cluster.setLatency(nil, from: slow, to: server) }
                cluster.connect(leader)
                try await cluster.sleep(for: cluster.electionTimeout)
            }
        }
    }

    /// A follower that can hear its leader but not answer goes on hearing it, and so has no reason for an election.
    func testAMuteFollowerStaysQuiet() {
        raft(Raft.self, servers: 5, points: 3, stage: .election) { cluster in
            let leader = try await cluster.checkOneLeader()
            try await cluster.sleep(for: .milliseconds(200))
            let term = try cluster.checkTerms()
            cluster.setLink(from: (leader + 1) % 5, to: leader, isUp: false)
            try await cluster.sleep(for: .seconds(4))
            try cluster.expectSameTerm(term, as: try cluster.checkTerms())
        }
    }

    /// A server that is alone starts one election after the other, and waits another time before each.
    func testTimeOutsAreDrawnAnew() {
        raft(Raft.self, servers: 3, points: 3, stage: .election) { cluster in
            let alone = (try await cluster.checkOneLeader() + 1) % 3
            cluster.disconnect(alone)
            let waits = try await cluster.waitsBeforeElections(of: alone, count: 6, within: .seconds(12))
            try cluster.expectDifferent(waits, of: alone)
        }
    }

    /// News of a newer term reaches leaders at the very instant when their timers fire: what the timer has begun in the old
    /// term must not go on in the new one.
    func testMessagesMeetTimers() {
        raft(Raft.self, servers: 5, points: 4, stage: .election) { cluster in
            cluster.conditions.timerWait = .milliseconds(110)
            for _ in 0..<16 {
                let leader = try await cluster.checkOneLeader()
                let rival = (leader + 1 + cluster.random(below: 4)) % 5
                cluster.setLink(from: leader, to: rival, isUp: false)
                try await cluster.sleep(for: .milliseconds(900))
                cluster.heal()
            }
        }
    }

    /// No server can talk to a majority for a long time. When two can talk, one of them leads as soon as ever.
    func testAMajorityIsBackAfterLong() {
        raft(Raft.self, servers: 3, points: 3, stage: .election) { cluster in
            for round in 0..<2 {
                // One stays alone, so that it doesn't help if one of three happens to be awake.
                cluster.disconnect(round)
                cluster.partition([])
                try await cluster.sleep(for: .seconds(40))
                cluster.heal()
                try await cluster.checkOneLeader(among: (0..<3).filter { $0 != round })
                cluster.connect(round)
            }
        }
    }

    /// Servers and links are cut off, slowed down and mended at random, and messages lost, repeated and reordered.
    func testElectionsInChaos() {
        raft(Raft.self, servers: 5, points: 5, stage: .election) { cluster in
            try await cluster.run([.messages], for: .seconds(15))
        }
    }
}
