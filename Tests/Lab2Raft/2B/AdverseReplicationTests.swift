import Lab2Raft
import Lab2RaftGrading

/// Lab 2B under conditions that MIT's tests don't create: repeated and late messages, one-way cuts, elections that only
/// one server can win.
final class AdverseReplicationTests: LabTestCase {
    /// Messages arrive many at a time, so that a server is in the middle of several things whenever it awaits something.
    /// Leaders change all the time, and what a deposed one has sent still arrives.
    func testMessagesArriveTogether() {
        raft(Raft.self, servers: 5, points: 5, stage: .replication) { cluster in
            cluster.conditions.arrivalInterval = .milliseconds(20)
            cluster.conditions.requestDelay = .zero ... .milliseconds(60)
            cluster.conditions.duplication = 0.3
            async let clients: Void = cluster.submitCommands(for: .seconds(16), pause: .milliseconds(20))
            for _ in 0..<16 {
                let leader = try await cluster.waitForLeader(among: cluster.connectedServers, within: .seconds(1))
                let victim = leader ?? cluster.random(below: 5)
                for server in 0..<5 { cluster.setLatency(.milliseconds(600), from: victim, to: server) }
                try await cluster.sleep(for: .milliseconds(300 + cluster.random(below: 500)))
                for server in 0..<5 { cluster.setLatency(nil, from: victim, to: server) }
                try await cluster.sleep(for: .milliseconds(cluster.random(below: 100)))
            }
            try await clients
        }
    }

    /// A follower that can't answer refuses its leader's requests, since it has entries of its own where the leader
    /// begins. It hears its leader all the same, and so has no reason for an election.
    func testAMuteFollowerThatRefusesStaysQuiet() {
        raft(Raft.self, servers: 5, points: 3, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 5, retry: true)
            let mute = try await cluster.checkOneLeader()
            cluster.disconnect(mute)
            for number in 0..<3 { _ = cluster.submit("lost \(number)", to: mute) }
            let second = try await cluster.checkOneLeader()
            try await cluster.agree(on: "with four", servers: 4, retry: true)
            // The next leader's log is longer than what the mute one shares with it.
            cluster.disconnect(second)
            let leader = try await cluster.checkOneLeader()
            for server in 0..<5 where server != mute { cluster.setLink(from: mute, to: server, isUp: false) }
            cluster.connect(mute)
            let term = cluster.status(of: leader)?.term ?? 0
            while cluster.status(of: mute)?.term ?? term < term { try await cluster.sleep(for: .milliseconds(10)) }
            guard cluster.status(of: mute)?.term == term else { return }
            try await cluster.sleep(for: .seconds(4))
            try cluster.expectSameTerm(term, as: try cluster.checkTerms())
        }
    }

    /// Services that take half a second for each entry hold up nobody: entries are committed as fast as messages travel,
    /// and the leader leads on.
    func testSlowServicesHoldUpNobody() {
        raft(Raft.self, servers: 3, points: 3, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 3, retry: true)
            let leader = try await cluster.checkOneLeader()
            let term = try cluster.checkTerms()
            for server in 0..<3 where server != leader { cluster.setServicePause(.milliseconds(500), of: server) }
            for number in 1...10 {
                _ = cluster.submit("slow \(number)", to: leader)
                try await cluster.sleep(for: .milliseconds(100))
            }
            try cluster.expectProgress(to: 11, of: 11, in: .seconds(1))
            cluster.setServicePause(.seconds(3), of: leader)
            _ = cluster.submit("slower", to: leader)
            try await cluster.sleep(for: .seconds(3))
            try cluster.expectSameTerm(term, as: try cluster.checkTerms())
        }
    }

    /// Only one of five servers that can talk has all committed entries. The other four ask for votes again and again,
    /// in vain, and must not keep it from asking.
    func testOutdatedServersDoNotHoldUpElections() {
        raft(Raft.self, servers: 9, points: 5, stage: .replication) { cluster in
            for round in 0..<6 {
                try await cluster.agree(on: "round \(round), all", servers: 9, retry: true)
                let leader = try await cluster.checkOneLeader()
                let others = (0..<9).filter { $0 != leader }
                let (outdated, upToDate) = (others[0..<4], others[4..<8])
                for server in outdated { cluster.disconnect(server) }
                try await cluster.agree(on: "round \(round), five", servers: 5, retry: true)
                // Of those that have it, only one stays.
                let survivor = upToDate.last!
                for server in [leader] + upToDate.dropLast() { cluster.disconnect(server) }
                for server in outdated { cluster.connect(server) }
                let winner = try await cluster.checkOneLeader()
                try cluster.expect(winner, isOneOf: [survivor], because: "it alone has every committed entry")
                for server in 0..<9 { cluster.connect(server) }
            }
        }
    }

    /// Requests arrive twice, late and in any order, and so do replies; nothing is lost.
    func testRepeatedAndReorderedMessages() {
        raft(Raft.self, servers: 5, points: 5, stage: .replication) { cluster in
            cluster.conditions.duplication = 0.5
            cluster.conditions.requestDelay = .zero ... .milliseconds(80)
            cluster.conditions.replyHold = 0.2
            try await cluster.submitCommands(for: .seconds(6), pause: .milliseconds(40))
            cluster.conditions.replyHold = 0
            try await cluster.agree(on: "the end", servers: 5, retry: true)
        }
    }

    /// Leaders are cut off with entries of their own and come back among others who have gone on, while late and
    /// repeated requests of earlier terms still arrive.
    func testLeadersReturnWithEntriesOfTheirOwn() {
        raft(Raft.self, servers: 5, points: 5, stage: .replication) { cluster in
            cluster.conditions.duplication = 0.3
            cluster.conditions.requestDelay = .zero ... .milliseconds(40)
            for round in 0..<8 {
                let leader = try await cluster.checkOneLeader()
                let friend = (leader + 1 + cluster.random(below: 4)) % 5
                let rest = (0..<5).filter { $0 != leader && $0 != friend }
                cluster.partition([[leader, friend], rest])
                for number in 0..<(1 + cluster.random(below: 6)) {
                    _ = cluster.submit("lost in round \(round), \(number)", to: leader)
                }
                let second = try await cluster.checkOneLeader(among: rest)
                for number in 0..<(1 + cluster.random(below: 6)) {
                    _ = cluster.submit("kept in round \(round), \(number)", to: second)
                }
                try await cluster.sleep(for: .milliseconds(100 + cluster.random(below: 200)))
                cluster.heal()
                try await cluster.sleep(for: .milliseconds(cluster.random(below: 300)))
            }
        }
    }

    /// A reply that was fifteen seconds on its way reaches a leader that has been deposed and elected again since. What
    /// it confirms is not in the follower's log any more.
    func testAReplyOfAnEarlierTerm() {
        raft(Raft.self, servers: 5, points: 4, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 5, retry: true)
            let leader = try await cluster.checkOneLeader()
            let others = (0..<5).filter { $0 != leader }
            let (follower, rest) = (others[0], Array(others[1...]))

            // The follower stores twenty entries, and the answer takes its time.
            cluster.partition([[leader, follower], rest])
            let arrival = cluster.world.seconds + 15
            cluster.setLatency(.seconds(15), from: follower, to: leader)
            for number in 0..<20 { _ = cluster.submit("lost \(number)", to: leader) }
            try await cluster.sleep(for: .milliseconds(150))
            cluster.setLatency(nil, from: follower, to: leader)

            // The others go on, and their leader replaces those entries everywhere.
            try await cluster.checkOneLeader(among: rest)
            try await cluster.agree(on: "kept by three", servers: 3, retry: true)
            cluster.heal()
            try await cluster.agree(on: "kept by all", servers: 5, retry: true)
            let second = try await cluster.checkOneLeader()
            // By chance the story may take another turn; then other seeds tell it.
            guard second != follower else { return }

            if second != leader {
                // Only the first leader gets one more entry, so that it alone can be elected by two others.
                cluster.partition([[second, leader]])
                _ = cluster.submit("kept for the first", to: second)
                try await cluster.sleep(for: .milliseconds(200))
                cluster.disconnect(second)
                cluster.disconnect(rest.last { $0 != second }!)
                cluster.heal()
                let last = try await cluster.checkOneLeader()
                try cluster.expect(last, isOneOf: [leader], because: "it alone has the last entry")
            }

            // The late reply arrives while a new entry is on less than a majority.
            try await cluster.sleep(for: .seconds(arrival - 0.02 - cluster.world.seconds))
            let stays = rest.first { cluster.isConnected($0) && $0 != second }!
            for server in others where server != stays { cluster.setLink(from: leader, to: server, isUp: false) }
            guard let submission = cluster.submit("on two of five", to: leader), submission.isLeader else { return }
            try await cluster.sleep(for: .milliseconds(220))
            let reason = "only its leader and one follower store it"
            try cluster.expectNothingCommitted(at: submission.index, because: reason)
        }
    }

    /// A server that comes back with a long log of its own is brought up to date in few round trips, not in one for each
    /// entry, also where a round trip takes 50 ms.
    func testALongConflictIsResolvedQuickly() {
        raft(Raft.self, servers: 3, points: 5, stage: .replication) { cluster in
            cluster.conditions.latency = .uniform(.milliseconds(20) ... .milliseconds(30))
            try await cluster.agree(on: "with all", servers: 3, retry: true)
            let leader = try await cluster.checkOneLeader()
            let others = (0..<3).filter { $0 != leader }
            cluster.disconnect(leader)
            for number in 0..<150 { _ = cluster.submit("lost \(number)", to: leader) }
            let second = try await cluster.checkOneLeader(among: others)
            for number in 0..<150 { _ = cluster.submit("kept \(number)", to: second) }
            try await cluster.sleep(for: cluster.electionTimeout * 2)
            // The next leader begins at the end of its log and has to find the place where the two part.
            cluster.disconnect(second)
            cluster.connect(leader)
            try await cluster.checkOneLeader()
            try await cluster.expectAppliedEverywhere(upTo: cluster.lastApplied, within: .seconds(5))
        }
    }

    /// A leader that hears no replies commits nothing, and what it appended gives way to the entries of those who can.
    func testALeaderThatHearsNothing() {
        raft(Raft.self, servers: 5, points: 4, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 5, retry: true)
            let deaf = try await cluster.checkOneLeader()
            for server in 0..<5 where server != deaf { cluster.setLink(from: server, to: deaf, isUp: false) }
            try cluster.expectAccepted("to a deaf leader", by: deaf, at: 2...2)
            try await cluster.sleep(for: cluster.electionTimeout)
            try cluster.expectNothingCommitted(at: 2, because: "its leader heard no follower confirm it")
        }
    }

    /// Half of four servers are no majority: two elect no leader and commit nothing.
    func testEvenCluster() {
        raft(Raft.self, servers: 4, points: 4, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 4, retry: true)
            let leader = try await cluster.checkOneLeader()
            let others = (0..<4).filter { $0 != leader }
            let otherHalf = Array(others[1...])
            cluster.partition([[leader, others[0]], otherHalf])
            try cluster.expectAccepted("with half", by: leader, at: 2...2)
            try await cluster.sleep(for: cluster.electionTimeout * 3)
            try cluster.expectNothingCommitted(at: 2, because: "two of four servers are no majority")
            try cluster.checkNoLeader(among: otherHalf)
        }
    }

    /// A cluster of one is a majority of itself.
    func testClusterOfOne() {
        raft(Raft.self, servers: 1, points: 2, stage: .replication) { cluster in
            for number in 1...5 {
                let index = try await cluster.agree(on: "alone \(number)", servers: 1, retry: false)
                try cluster.expect("alone \(number)", at: number, got: index)
            }
        }
    }

    /// Commands arrive faster than a message travels, so there is always one that no follower has yet. The others are
    /// committed all the same.
    func testSteadyStream() {
        raft(Raft.self, servers: 3, points: 4, stage: .replication) { cluster in
            cluster.conditions.latency = .uniform(.milliseconds(20) ... .milliseconds(30))
            let leader = try await cluster.checkOneLeader()
            for number in 0..<400 {
                _ = cluster.submit("stream \(number)", to: leader)
                try await cluster.sleep(for: .milliseconds(5))
            }
            try cluster.expectProgress(to: 100, of: 400, in: .seconds(2))
        }
    }

    /// New commands are on their way as soon as the leader has them. Sent with the heartbeats, fifteen rounds take 1.5 s.
    func testCommandsDoNotWaitForHeartbeats() {
        raft(Raft.self, servers: 3, points: 3, stage: .replication) { cluster in
            let leader = try await cluster.checkOneLeader()
            try await cluster.agree(on: "the first", servers: 3, retry: true)
            try await cluster.expectCommits(ofRounds: 15, by: leader, within: .milliseconds(700))
        }
    }

    /// A new leader finds out with empty or short requests where the others' logs end. It doesn't send them what they
    /// have, also if one of them can't answer.
    func testANewLeaderSendsNobodyWhatTheyHave() {
        raft(Raft.self, servers: 5, points: 4, stage: .replication) { cluster in
            for number in 0..<20 {
                let command = "\(number) " + cluster.randomCommand(length: 5000)
                try await cluster.agree(on: command, servers: 5, retry: true)
            }
            let leader = try await cluster.checkOneLeader()
            let mute = (leader + 1) % 5
            for server in 0..<5 where server != mute { cluster.setLink(from: mute, to: server, isUp: false) }
            cluster.disconnect(leader)
            let before = cluster.bytesSent
            try await cluster.checkOneLeader(among: (0..<5).filter { $0 != leader && $0 != mute })
            try await cluster.sleep(for: .seconds(2))
            let purpose = "elect a leader and stay idle, when all have the same log of 100,000 bytes"
            try cluster.expectBytes(cluster.bytesSent - before, within: 0...50_000, to: purpose)
        }
    }

    /// Servers and links are cut off, slowed down and mended at random, messages lost, repeated and reordered, while
    /// clients submit.
    func testReplicationInChaos() {
        raft(Raft.self, servers: 5, points: 6, stage: .replication) { cluster in
            async let clients: Void = cluster.submitCommands(for: .seconds(12))
            try await cluster.run([.messages], for: .seconds(12))
            try await clients
        }
    }
}
