import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import Foundation
import LabKit
import LabRPC

// Scenarios of Lab 4B that MIT's tests don't have.

extension ShardCluster {
    /// No group can reach the shard master for long, while configurations change.
    public func goOnWithoutTheMaster() async throws {
        try await join(100, 101)
        try await appendAllTheTime {
            try await sleep(for: .milliseconds(500))
            let (masters, servers) = (master.servers.numbers, machines(of: groupNumbers))
            setLinks(from: masters, to: servers, areUp: false)
            setLinks(from: servers, to: masters, areUp: false)
            try await join(102)
            try await sleep(for: .seconds(2))
            try await leave(100)
            try await sleep(for: .seconds(2))
            try await join(100)
            try await leave(101)
            setLinks(from: masters, to: servers, areUp: true)
            setLinks(from: servers, to: masters, areUp: true)
            try await sleep(for: .seconds(2))
        }
    }

    /// Groups join and leave again at once, so that a shard must move on as soon as it has arrived.
    public func joinAndLeaveAtOnce() async throws {
        try await join(100)
        try await appendAllTheTime {
            for _ in 0..<3 {
                try await join(101)
                try await leave(101)
                try await sleep(for: .milliseconds(random(below: 150)))
                try await join(102)
                try await join(101)
                try await leave(102)
                try await leave(101)
                try await sleep(for: .milliseconds(random(below: 600)))
            }
        }
    }

    /// Several administrators move shards at the same time, and a group joins and leaves meanwhile.
    public func moveShardsAllTheTime() async throws {
        try await join(100, 101)
        let movers = (0..<2).map { _ in master.makeAdministrator() }
        try await useRandomKeys {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for mover in movers {
                    tasks.addTask {
                        for _ in 0..<12 {
                            try await mover.move(shard: self.random(below: 10), to: 100 + self.random(below: 2))
                            try await self.sleep(for: .milliseconds(self.random(below: 300)))
                        }
                    }
                }
                tasks.addTask {
                    for _ in 0..<2 {
                        try await self.join(102)
                        try await self.sleep(for: .milliseconds(self.random(below: 900)))
                        try await self.leave(102)
                        try await self.sleep(for: .milliseconds(self.random(below: 900)))
                    }
                }
                try await tasks.waitForAll()
            }
        }
    }

    /// Whenever a shard has arrived, and who sent it doesn't know yet, all servers of a group may crash: of the one that
    /// sent it, or of the one that has it.
    public func crashAtHandOvers() async throws {
        try await join(100)
        let (isOneDown, crashes) = (Flag(), Counter())
        didArrive = { [weak self] _, _ in
            // No client may have to wait for the end of all crashes.
            guard let self, !isOneDown.isSet, crashes.count < 12, self.random(below: 2) == 0 else { return }
            isOneDown.isSet = true
            crashes.count += 1
            let group = self.groupNumbers[self.random(below: self.groupNumbers.count)]
            self[group].crashAll()
            self.world.after(.milliseconds(50 + self.random(below: 400))) {
                self[group].startAll()
                isOneDown.isSet = false
            }
        }
        defer { didArrive = nil }
        try await appendAllTheTime {
            for _ in 0..<2 {
                try await join(101)
                try await sleep(for: .milliseconds(600))
                try await join(102)
                try await leave(100)
                try await sleep(for: .milliseconds(900))
                try await join(100)
                try await leave(101, 102)
                try await sleep(for: .milliseconds(900))
            }
        }
    }

    /// Between groups messages are repeated, and those of one direction are lost for a while, again and again: what was
    /// handed over is handed over again, long after.
    public func loseHandOverReplies() async throws {
        try await join(100)
        try await appendAllTheTime {
            world.network.conditions.duplication = 0.4
            for round in 0..<4 {
                let (some, others) = round % 2 == 0 ? ([100], [101, 102]) : ([101, 102], [100])
                setLinks(from: machines(of: some), to: machines(of: others), areUp: false)
                try await round % 2 == 0 ? join(101) : leave(101)
                try await sleep(for: .milliseconds(400 + random(below: 600)))
                setLinks(from: machines(of: some), to: machines(of: others), areUp: true)
                try await round < 2 ? join(102) : leave(102)
                setLinks(from: machines(of: others), to: machines(of: some), areUp: false)
                try await sleep(for: .milliseconds(200 + random(below: 400)))
                if round == 0 { try await moveBackAndForth() }
                try await sleep(for: .milliseconds(200))
                setLinks(from: machines(of: others), to: machines(of: some), areUp: true)
                try await sleep(for: .milliseconds(300))
            }
        }
    }

    /// What the latest configuration gave to group 102 goes to group 101, and comes back, while group 100, which had it, doesn't
    /// know that it has ever arrived.
    private func moveBackAndForth() async throws {
        let shards = try await shards(of: 102)
        for group in [101, 102] {
            for shard in shards { try await administrator.move(shard: shard, to: group) }
            try await sleep(for: .milliseconds(300))
        }
    }

    /// A shard goes from group to group, comes back and leaves again, all while the acknowledgement of its first hand-over is on
    /// its way.
    public func returnBeforeTheAcknowledgement() async throws {
        try await join(100, 101, 102)
        let client = makeClient()
        var values = try await fill(by: client)
        for _ in 0..<4 {
            let owned = try await shards(of: 100)
            let shard = owned[random(below: owned.count)]
            // Long enough for the whole way round, and short enough for a server that waits half a second for an answer.
            let delay = Duration.milliseconds(300 + random(below: 90))
            setLatency(delay, from: machines(of: [101]), to: machines(of: [100]))
            for group in [101, 102, 100, 102] { try await administrator.move(shard: shard, to: group) }
            try await sleep(for: .seconds(1))
            setLatency(nil, from: machines(of: [101]), to: machines(of: [100]))
            try await expectAndAppend(&values, by: client)
            try await administrator.move(shard: shard, to: 100)
        }
    }

    /// A group is down while several configurations pass that give it shards and take them away.
    public func fallBehind() async throws {
        try await join(100, 101)
        let client = makeClient()
        var values = try await fill(by: client)
        self[101].crashAll()
        try await join(102)
        try await administrator.move(shard: 0, to: 101)
        try await administrator.move(shard: 1, to: 101)
        try await leave(101)
        try await administrator.move(shard: 1, to: 102)
        try await join(101)
        try await sleep(for: .seconds(1))
        self[101].startAll()
        try await expectAndAppend(&values, by: client)
        try await leave(100)
        try await expectAndAppend(&values, by: client)
    }

    /// All groups restart from their snapshots in the middle of a migration that can't go on, more than once.
    public func restartInAMigration() async throws {
        try await join(100, 101)
        let client = makeClient()
        var values = try await fill(20, by: client)
        for group in [100, 101] {
            let others = groupNumbers.filter { $0 != group }
            setLinks(from: machines(of: [group]), to: machines(of: others), areUp: false)
            setLinks(from: machines(of: others), to: machines(of: [group]), areUp: false)
            try await leave(group)
            try await join(102)
            try await sleep(for: .milliseconds(700))
            restartAll()
            try await sleep(for: .milliseconds(700))
            restartAll()
            setLinks(from: machines(of: [group]), to: machines(of: others), areUp: true)
            setLinks(from: machines(of: others), to: machines(of: [group]), areUp: true)
            try await expectAndAppend(&values, by: client)
            try await join(group)
            try await leave(102)
            try await expectAndAppend(&values, by: client)
        }
    }

    /// A leader is cut off from all servers, but not from clients that know it. Meanwhile others write to its shards: through
    /// its group's next leader, and then, in every other round, through the group that they have moved to.
    public func askDeposedLeaders() async throws {
        try await join(100, 101)
        let writer = makeClient()
        _ = try await fill(by: writer)
        for round in 0..<4 {
            let group = 100 + round / 2
            let keys = try await keys(of: group)
            let readers = keys.map { _ in makeClient() }
            for (key, reader) in zip(keys, readers) { try await reader.get(key) }
            guard let leader = self[group].leader else { continue }
            let mend = cutOff(self[group].numbers[leader], with: readers, from: writer)
            for key in keys { try await writer.append(key, " round \(round)") }
            if round % 2 == 1 {
                try await leave(group)
                for key in keys { try await writer.append(key, " elsewhere") }
            }
            // Whoever asks from now on must hear of this, or nothing until the network is whole.
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for (key, reader) in zip(keys, readers) { tasks.addTask { try await reader.get(key) } }
                try await sleep(for: .milliseconds(600))
                mend()
                try await tasks.waitForAll()
            }
            if round % 2 == 1 { try await join(group) }
        }
    }

    /// Of the keys `0` to `9` those whose shards a group has.
    private func keys(of group: Int) async throws -> [String] {
        let config = try await administrator.query()
        return (0..<10).map(String.init).filter { config.shards[config.shard(of: $0)] == group }
    }

    /// Cuts a server off from all others and from a client, and other clients from all servers but this one.
    /// - Returns: what mends all that.
    private func cutOff(
        _ server: Int, with clients: [KVClient<Clerk>], from client: KVClient<Clerk>
    ) -> () -> Void {
        let island = [server] + clients.map { $0.machine }
        let servers = master.servers.numbers + machines(of: groupNumbers)
        let rest = servers.filter { $0 != server } + [client.machine]
        let change = { [self] (areUp: Bool) in
            setLinks(from: island, to: rest, areUp: areUp)
            setLinks(from: rest, to: island, areUp: areUp)
        }
        change(false)
        return { change(true) }
    }

    /// The last group leaves, and later others join: what it had is theirs.
    public func leaveNobody() async throws {
        try await join(100)
        let client = makeClient()
        var values = try await fill(by: client)
        for group in [101, 102, 100] {
            for present in try await administrator.query().groups.keys.sorted() { try await leave(present) }
            try await sleep(for: .milliseconds(random(below: 600)))
            try await join(group)
            try await expectAndAppend(&values, by: client)
        }
    }

    /// Clients come and go while shards move; no server remembers more of them than it needs.
    public func rememberLittle() async throws {
        try await join(100, 101)
        let count = 40
        for number in 0..<count {
            let client = makeClient()
            let key = "\(random(below: 10))"
            for _ in 0..<3 { try await client.append(key, " \(number)") }
            client.leave()
            if number % 10 == 0 { try await join(102) }
            if number % 10 == 5 { try await leave(102) }
        }
        try await sleep(for: .seconds(2))
        try expectBoundedMemory(clients: count)
    }

    /// Many operations one after the other, and then a move.
    /// - Throws: `tooSlow`, or `tooManyRPCs`.
    public func measureSpeed() async throws {
        try await join(100, 101)
        let client = makeClient()
        for key in 0..<10 { try await client.put("\(key)", "") }
        let (start, before, count) = (world.seconds, world.network.traffic, 200)
        for number in 0..<count { try await client.append("\(number % 10)", " \(number)") }
        let (seconds, rpcs) = (world.seconds - start, world.network.traffic.calls - before.calls)
        // Three between two heartbeats, as in Lab 3.
        try expectTime(seconds, atMost: Double(count) / 30, to: "append \(count) times, one after the other")
        // For each append: the request, and at most two messages to each follower. Besides that, ten heartbeats a second and
        // twenty questions of each group for the next configuration, each of which goes through the master's log.
        let (heartbeats, questions) = (4 * 2 * 10, 3 * 20 * 5)
        let bound = count * 5 + Int(seconds * Double(heartbeats + questions)) + 60
        if rpcs < 2 * count {
            throw LabFailure(
                .tooFewRPCs, nodes: machines(of: [100, 101]),
                message: """
                    the service used \(rpcs) RPCs to append \(count) times; each append takes at least a request and an entry \
                    for another server of the group.
                    """,
                question: "Do servers, or clerks and servers, share a static variable instead of sending messages?")
        }
        if rpcs > bound {
            throw LabFailure(
                .tooManyRPCs, nodes: machines(of: [100, 101]),
                message: """
                    the service used \(rpcs) RPCs to append \(count) times, \(bound) are allowed: one request each, what Raft needs \
                    for an entry, heartbeats, and up to twenty questions a second of each group's leader for the next configuration. \
                    \(world.traffic(since: before))
                    """,
                question:
                    "Who asks the shard master, and how often: every client for each operation, every server all the time?"
            )
        }
        try await expectFewQuestions()
        try await expectQuickMove(by: client)
    }

    /// While nobody asks for anything, there are heartbeats, and questions for the next configuration.
    private func expectFewQuestions() async throws {
        let (before, leaders, seconds) = (world.network.traffic, groupNumbers.map { self[$0].leader }, 2)
        try await sleep(for: .seconds(seconds))
        for (group, leader) in zip(groupNumbers, leaders) where self[group].leader == leader {
            try expectNoQuestions(of: group, besides: leader, since: before)
        }
        let rpcs = world.network.traffic.calls - before.calls
        // Ten heartbeats a second; twenty questions of each group, each of which is one request, and at most two messages to
        // each follower of the master's leader.
        let bound = seconds * (4 * 2 * 10 + 3 * 20 * 5)
        guard rpcs > bound else { return }
        throw LabFailure(
            .tooManyRPCs, nodes: master.servers.numbers,
            message: """
                in \(seconds) seconds in which no client asked for anything, the service used \(rpcs) RPCs; \(bound) are allowed: \
                heartbeats, and up to twenty questions a second of each group's leader for the next configuration. \
                \(world.traffic(since: before))
                """,
            question:
                "Which servers of a group ask the shard master, and which of them can do something with the answer?")
    }

    /// While nobody asks for anything, the followers of a group have nothing to ask anybody.
    private func expectNoQuestions(of group: Int, besides leader: Int?, since before: Traffic) throws {
        for (server, number) in self[group].numbers.enumerated() where server != leader {
            let calls = world.network.traffic.callsMade[number] - before.callsMade[number]
            guard calls > 10 else { continue }
            throw LabFailure(
                .tooManyRPCs, nodes: [number],
                message: """
                    \(world.names[number]), which does not lead group \(group), made \(calls) calls in two seconds in which \
                    no client asked for anything; only leaders send heartbeats and ask the shard master. \
                    \(world.traffic(since: before))
                    """,
                question:
                    "Which servers of a group ask the shard master, and which of them can do something with the answer?"
            )
        }
    }

    private func expectQuickMove(by client: KVClient<Clerk>) async throws {
        let shards = try await administrator.query().shards
        try await administrator.move(shard: 0, to: shards[0] == 100 ? 101 : 100)
        let key = (0..<10).first { ShardConfig().shard(of: "\($0)") == 0 } ?? 0
        // The old group may not have heard of it yet, so wait until it has.
        let start = world.seconds
        while reached(by: 100) < master.configurations.log.latest.number, world.seconds - start < 3 {
            try await sleep(for: .milliseconds(10))
        }
        try await client.append("\(key)", " moved")
        try expectTime(world.seconds - start, atMost: 1.5, to: "move a shard to the other group and serve it there")
    }

    private func expectTime(_ seconds: Double, atMost bound: Double, to purpose: String) throws {
        guard seconds > bound else { return }
        let words = [seconds, bound].map { $0.formatted(.number.precision(.fractionLength(1))) }
        throw LabFailure(
            .tooSlow, nodes: machines(of: [100, 101]),
            message: "the service took \(words[0]) s to \(purpose); \(words[1]) s are allowed.",
            question: """
                Who waits, and for what: a clerk for the shard master before each operation, or for a group that doesn't have \
                the key; a group's leader for its next look at the shard master; a shard for its turn?
                """)
    }
}
