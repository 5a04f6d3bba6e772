import Lab2Raft
import Lab2RaftGrading

/// Lab 2B: log replication (sections 5.3 and 5.4 of the Raft paper).
final class ReplicationTests: LabTestCase {
    /// Three commands are committed by all servers, at indexes 1, 2 and 3.
    func testBasicAgree() {
        raft(Raft.self, servers: 3, points: 4, stage: .replication) { cluster in
            for index in 1...3 {
                try cluster.expectNothingCommitted(at: index, because: "no command was submitted for it yet")
                let command = "command \(index)"
                let agreed = try await cluster.agree(on: command, servers: 3, retry: false)
                try cluster.expect(command, at: index, got: agreed)
            }
        }
    }

    /// Each command is sent to each follower just once.
    func testRPCBytes() {
        raft(Raft.self, servers: 3, points: 4, stage: .replication) { cluster in
            try await cluster.agree(on: "first", servers: 3, retry: false)
            let before = cluster.bytesSent
            for index in 2...11 {
                let command = cluster.randomCommand(length: 5000)
                let agreed = try await cluster.agree(on: command, servers: 3, retry: false)
                try cluster.expect(command, at: index, got: agreed)
            }
            let sent = cluster.bytesSent - before
            // MIT's bound: each of 50,000 bytes once to each server, and 50,000 for everything else. They are letters and
            // digits at random, of which two followers need at least five bits of eight.
            let allowed = 2 * 50_000 * 5 / 8...3 * 50_000 + 50_000
            try cluster.expectBytes(sent, within: allowed, to: "replicate ten commands of 5,000 bytes")
        }
    }

    /// Agreement goes on while followers fail one by one, until no majority is left.
    func testFollowerFailure() {
        raft(Raft.self, servers: 3, points: 4, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 3, retry: false)
            let leader = try await cluster.checkOneLeader()
            cluster.disconnect((leader + 1) % 3)
            try await cluster.agree(on: "with two", servers: 2, retry: false)
            try await cluster.sleep(for: cluster.electionTimeout)
            try await cluster.agree(on: "still with two", servers: 2, retry: false)

            let last = try await cluster.checkOneLeader()
            cluster.disconnect((last + 1) % 3)
            cluster.disconnect((last + 2) % 3)
            try cluster.expectAccepted("alone", by: last, at: 4...4)
            try await cluster.sleep(for: cluster.electionTimeout * 2)
            try cluster.expectNothingCommitted(at: 4, because: "its leader could reach no majority")
        }
    }

    /// Agreement goes on when the leader fails, until no majority is left.
    func testLeaderFailure() {
        raft(Raft.self, servers: 3, points: 4, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 3, retry: false)
            let first = try await cluster.checkOneLeader()
            cluster.disconnect(first)
            try await cluster.agree(on: "with two", servers: 2, retry: false)
            try await cluster.sleep(for: cluster.electionTimeout)
            try await cluster.agree(on: "still with two", servers: 2, retry: false)

            let second = try await cluster.checkOneLeader()
            cluster.disconnect(second)
            for server in 0..<cluster.size { _ = cluster.submit("alone", to: server) }
            try await cluster.sleep(for: cluster.electionTimeout * 2)
            try cluster.expectNothingCommitted(at: 4, because: "no two servers could talk to each other")
        }
    }

    /// A follower that was cut off catches up when it comes back.
    func testFailAgree() {
        raft(Raft.self, servers: 3, points: 4, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 3, retry: false)
            let leader = try await cluster.checkOneLeader()
            cluster.disconnect((leader + 1) % 3)
            try await cluster.agree(on: "with two, 1", servers: 2, retry: false)
            try await cluster.agree(on: "with two, 2", servers: 2, retry: false)
            try await cluster.sleep(for: cluster.electionTimeout)
            try await cluster.agree(on: "with two, 3", servers: 2, retry: false)
            try await cluster.agree(on: "with two, 4", servers: 2, retry: false)

            cluster.connect((leader + 1) % 3)
            try await cluster.agree(on: "with all again, 1", servers: 3, retry: true)
            try await cluster.sleep(for: cluster.electionTimeout)
            try await cluster.agree(on: "with all again, 2", servers: 3, retry: true)
        }
    }

    /// Nothing is committed while too many followers are cut off.
    func testFailNoAgree() {
        raft(Raft.self, servers: 5, points: 4, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 5, retry: false)
            let leader = try await cluster.checkOneLeader()
            let cut = (1...3).map { (leader + $0) % 5 }
            for server in cut { cluster.disconnect(server) }
            try cluster.expectAccepted("with two of five", by: leader, at: 2...2)
            try await cluster.sleep(for: cluster.electionTimeout * 2)
            try cluster.expectNothingCommitted(at: 2, because: "its leader could reach only two of five servers")

            for server in cut { cluster.connect(server) }
            // The majority may have elected a leader of its own, whose log doesn't hold the command.
            let second = try await cluster.checkOneLeader()
            try cluster.expectAccepted("with all again", by: second, at: 2...3)
            try await cluster.agree(on: "the end", servers: 5, retry: true)
        }
    }

    /// Commands that come at the same time all get an index of their own and are all committed.
    func testConcurrentStarts() {
        raft(Raft.self, servers: 3, points: 4, stage: .replication) { cluster in
            for attempt in 0..<5 {
                if attempt > 0 { try await cluster.sleep(for: .seconds(3)) }
                let leader = try await cluster.checkOneLeader()
                guard let first = cluster.submit("first \(attempt)", to: leader), first.isLeader else { continue }
                let commands = (0..<5).map { "concurrent \(attempt).\($0)" }
                let indexes = await withTaskGroup(of: Int?.self) { group in
                    for command in commands {
                        group.addTask {
                            guard let submission = cluster.submit(command, to: leader), submission.isLeader,
                                submission.term == first.term
                            else { return nil }
                            return submission.index
                        }
                    }
                    return await group.reduce(into: [Int]()) { if let index = $1 { $0.append(index) } }
                }
                if cluster.hasTermOther(than: first.term) { continue }
                var found: Set<String> = []
                for index in indexes {
                    let command = try await cluster.waitForCommit(at: index, servers: 3, term: first.term)
                    guard let command else { break }
                    found.insert(command)
                }
                if cluster.hasTermOther(than: first.term) { continue }
                try cluster.expectAll(commands, in: found, seenBy: "S\(leader) took it at one of \(indexes.sorted())")
                return
            }
            throw cluster.termKeptChanging(attempts: 5)
        }
    }

    /// A leader that was cut off with uncommitted entries gives them up when it rejoins.
    func testRejoin() {
        raft(Raft.self, servers: 3, points: 4, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 3, retry: true)
            let first = try await cluster.checkOneLeader()
            cluster.disconnect(first)
            for number in 1...3 { _ = cluster.submit("lost \(number)", to: first) }
            try await cluster.agree(on: "without the first leader", servers: 2, retry: true)

            let second = try await cluster.checkOneLeader()
            cluster.disconnect(second)
            cluster.connect(first)
            try await cluster.agree(on: "without the second leader", servers: 2, retry: true)

            cluster.connect(second)
            try await cluster.agree(on: "with all again", servers: 3, retry: true)
        }
    }

    /// A leader brings followers into line quickly over long stretches of wrong entries.
    func testBackup() {
        raft(Raft.self, servers: 5, points: 4, stage: .replication) { cluster in
            try await cluster.agree(on: "with all", servers: 5, retry: true)

            // A leader and one follower fill their logs with 50 commands that can't be committed.
            let first = try await cluster.checkOneLeader()
            let others = (2...4).map { (first + $0) % 5 }
            for server in others { cluster.disconnect(server) }
            for number in 0..<50 { _ = cluster.submit("lost with the first pair, \(number)", to: first) }
            try await cluster.sleep(for: cluster.electionTimeout / 2)
            cluster.disconnect(first)
            cluster.disconnect((first + 1) % 5)

            // The other three commit 50 of their own; then their leader and one follower do the same.
            for server in others { cluster.connect(server) }
            for number in 0..<50 {
                try await cluster.agree(on: "kept by three, \(number)", servers: 3, retry: true)
            }
            let second = try await cluster.checkOneLeader()
            var leftOut = (first + 2) % 5
            if leftOut == second { leftOut = (second + 1) % 5 }
            cluster.disconnect(leftOut)
            for number in 0..<50 { _ = cluster.submit("lost with the second pair, \(number)", to: second) }
            try await cluster.sleep(for: cluster.electionTimeout / 2)

            // The first pair and the server left out must agree on the second stretch, not on either lost one.
            for server in 0..<5 { cluster.disconnect(server) }
            for server in [first, (first + 1) % 5, leftOut] { cluster.connect(server) }
            for number in 0..<50 {
                try await cluster.agree(on: "kept by the rest, \(number)", servers: 3, retry: true)
            }
            for server in 0..<5 { cluster.connect(server) }
            try await cluster.agree(on: "with all again", servers: 5, retry: true)
        }
    }

    /// A cluster sends no more messages than it needs: for an election, for a dozen commands, and when idle.
    func testCount() {
        raft(Raft.self, servers: 3, points: 4, stage: .replication) { cluster in
            try await cluster.checkOneLeader()
            let toElect = cluster.requestsReceived
            try cluster.expectRPCs(toElect, within: 1...30, to: "elect the first leader")
            for attempt in 0..<5 {
                if attempt > 0 { try await cluster.sleep(for: .seconds(3)) }
                if try await cluster.countRPCs(attempt: attempt) { return }
            }
            throw cluster.termKeptChanging(attempts: 5)
        }
    }
}

extension RaftCluster {
    /// One attempt of `testCount`: a dozen commands, then a second of idleness.
    /// - Returns: false if the term changed, so that the counts mean nothing.
    fileprivate func countRPCs(attempt: Int) async throws -> Bool {
        let leader = try await checkOneLeader()
        let (before, traffic) = (requestsReceived, self.traffic)
        let extra = 10
        guard let first = submit("count \(attempt)", to: leader), first.isLeader else { return false }
        var commands: [String] = []
        for number in 1..<(extra + 2) {
            let command = "count \(attempt).\(number) \(randomCommand(length: 8))"
            guard let submission = submit(command, to: leader), submission.isLeader, submission.term == first.term
            else { return false }
            try expectNext(submission, after: first, number: number, from: leader)
            commands.append(command)
        }
        for number in 1...extra {
            let index = first.index + number
            guard try await waitForCommit(at: index, servers: 3, term: first.term) != nil else { return false }
            try expect(commands[number - 1], at: index, got: index)
        }
        if hasTermOther(than: first.term) { return false }
        try expectRPCs(
            requestsReceived - before, within: 0...((extra + 1 + 3) * 3), to: "commit a dozen commands", since: traffic)

        let (idleStart, idleTraffic) = (requestsReceived, self.traffic)
        try await sleep(for: electionTimeout)
        if hasTermOther(than: first.term) { return false }
        try expectRPCs(
            requestsReceived - idleStart, within: 0...(3 * 20), to: "stay idle for a second", since: idleTraffic)
        return true
    }
}
