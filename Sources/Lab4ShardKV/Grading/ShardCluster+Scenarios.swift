import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit
import LabRPC

// MIT's scenarios of Lab 4B.

extension ShardCluster {
    /// MIT's StaticShards: while one of two groups is down, exactly the other's keys can be read.
    public func serveWithoutTheOther() async throws {
        try await join(100)
        try await join(101)
        // A clerk may go by the first configuration for as long as group 100 serves all shards.
        try await settle()
        let client = makeClient()
        let values = try await fill(by: client)
        try await expect(values, by: client)
        self[101].crashAll()
        try expectSizes()
        try await expectAnswers(to: (0..<10).map { _ in makeClient() }, exactly: 5)
        self[101].startAll()
        try await expect(values, by: client)
    }

    /// Each client asks for a key of its own; only some may be answered in two seconds. Then all clients leave.
    func expectAnswers(to clients: [KVClient<Clerk>], exactly wanted: Int) async throws {
        let answers = Counter()
        let work = clients.enumerated().map { key, client in
            Task {
                try await client.get("\(key)")
                answers.count += 1
            }
        }
        try await sleep(for: .seconds(2))
        let answered = answers.count
        for (client, task) in zip(clients, work) {
            client.leave()
            task.cancel()
        }
        guard answered != wanted else { return }
        throw LabFailure(
            .unexpectedAnswer, nodes: machines(of: [100]),
            message: """
                of ten clients, each with a key of another shard, \(answered) had an answer; group 100 has \(wanted) of the ten \
                shards, and nobody else can answer.
                """,
            question: """
                A group answers for the shards that are its own in its configuration, and refuses all other keys: where is that \
                looked up, when the request comes in or when it is executed?
                """)
    }

    /// MIT's JoinLeave: a group joins, and another leaves and is shut down.
    public func joinAndLeave() async throws {
        try await join(100)
        let client = makeClient()
        let late = makeClient()
        var values = try await fill(by: client, length: 5)
        try await late.expect(values[0], at: "0")
        try await expect(values, by: client)
        try await join(101)
        try await expectAndAppend(&values, by: client, length: 5)
        try await leave(100)
        try await expectAndAppend(&values, by: client, length: 5)
        try await sleep(for: .seconds(1))
        try expectSizes()
        self[100].crashAll()
        try await expect(values, by: client)
        // Who has not asked since the beginning asks the group that is down, and hears nothing.
        try await late.expect(values[0], at: "0")
    }

    /// MIT's Snapshot: shards move between groups that take snapshots, and all restart.
    public func moveWithSnapshots() async throws {
        try await join(100)
        let client = makeClient()
        var values = try await fill(30, by: client)
        try await expect(values, by: client)
        try await join(101)
        try await join(102)
        try await leave(100)
        try await expectAndAppend(&values, by: client)
        try await leave(101)
        try await join(100)
        try await expectAndAppend(&values, by: client)
        try await sleep(for: .seconds(1))
        try await expect(values, by: client)
        try await sleep(for: .seconds(1))
        try expectSizes()
        restartAll()
        try await expect(values, by: client)
    }

    /// Crashes all servers of all groups, and starts them again.
    func restartAll() {
        for group in groupNumbers { self[group].crashAll() }
        for group in groupNumbers { self[group].startAll() }
    }

    /// MIT's MissChange: servers are down while configurations change.
    public func missChanges() async throws {
        try await join(100)
        let client = makeClient()
        var values = try await fill(by: client)
        try await join(101)
        for group in groupNumbers { self[group].crash(0) }
        try await join(102)
        try await leave(101)
        try await leave(100)
        try await expectAndAppend(&values, by: client)
        try await join(101)
        try await expectAndAppend(&values, by: client)
        for group in groupNumbers { self[group].start(0) }
        try await expectAndAppend(&values, by: client)
        try await sleep(for: .seconds(2))
        for group in groupNumbers { self[group].crash(1) }
        try await join(100)
        try await leave(102)
        try await expectAndAppend(&values, by: client)
        for group in groupNumbers { self[group].start(1) }
        try await expect(values, by: client)
    }

    /// MIT's Concurrent1: clients append while groups come, go, and restart.
    public func appendWhileGroupsRestart() async throws {
        try await join(100)
        try await appendAllTheTime {
            try await sleep(for: .milliseconds(300))
            try await join(101)
            try await join(102)
            try await leave(100)
            restartAll()
            try await sleep(for: .milliseconds(300))
            try await leave(101)
            try await leave(102)
            try await join(100)
            try await sleep(for: .seconds(2))
        }
    }

    /// MIT's Concurrent2: clients append while groups swap their shards, and two of them are away for a while.
    public func appendWhileGroupsSwap() async throws {
        try await join(100, 102)
        try await appendAllTheTime {
            try await leave(102)
            try await join(101)
            try await sleep(for: .seconds(2))
            try await leave(100)
            try await join(102)
            try await leave(101)
            try await join(100)
            try await sleep(for: .seconds(2))
            self[101].crashAll()
            self[102].crashAll()
            try await sleep(for: .seconds(1))
            self[101].startAll()
            self[102].startAll()
            try await sleep(for: .seconds(2))
        }
    }

    /// MIT's Concurrent3, which was Challenge1Concurrent: configurations change while all groups restart again and again.
    /// - Parameter rounds: how often.
    public func appendThroughRestarts(rounds: Int) async throws {
        try await join(100)
        try await appendAllTheTime {
            for _ in 0..<rounds {
                try await join(102)
                try await join(101)
                try await sleep(for: .milliseconds(random(below: 900)))
                restartAll()
                try await sleep(for: .milliseconds(random(below: 900)))
                try await leave(101)
                try await leave(102)
                try await sleep(for: .milliseconds(random(below: 900)))
            }
            try await sleep(for: .seconds(2))
        }
    }

    /// MIT's Unreliable1: shards move while messages are lost.
    public func moveWhileMessagesAreLost() async throws {
        try await join(100)
        let client = makeClient()
        var values = try await fill(by: client)
        try await join(101)
        try await join(102)
        try await leave(100)
        for _ in 0..<2 { try await expectAndAppend(&values, by: client, length: 5) }
        try await join(100)
        try await leave(101)
        for _ in 0..<2 { try await expect(values, by: client) }
    }

    /// Groups come and go every half second; of MIT's Unreliable2 and 3.
    private func changeGroups() async throws {
        try await sleep(for: .milliseconds(150))
        try await join(101)
        try await sleep(for: .milliseconds(500))
        try await join(102)
        try await sleep(for: .milliseconds(500))
        try await leave(100)
        try await sleep(for: .milliseconds(500))
        try await leave(101)
        try await sleep(for: .milliseconds(500))
        try await join(101)
        try await join(100)
        try await sleep(for: .seconds(2))
    }

    /// MIT's Unreliable2: clients append while messages are lost and groups come and go.
    public func appendWhileMessagesAreLost() async throws {
        try await join(100)
        try await appendAllTheTime { try await changeGroups() }
    }

    /// MIT's Unreliable3: clients write and read keys that they share.
    public func shareKeysWhileMessagesAreLost() async throws {
        try await join(100)
        try await useRandomKeys { try await changeGroups() }
    }

    // MARK: - Challenges

    /// MIT's Challenge1Delete: what was handed over is deleted, so that the disks hold little more than one copy.
    public func deleteWhatWasGiven() async throws {
        try await join(100)
        let client = makeClient()
        let values = try await fill(30, by: client, length: 1000)
        for key in 0..<3 { try await client.expect(values[key], at: "\(key)") }
        for _ in 0..<2 {
            try await join(101)
            try await leave(100)
            try await join(102)
            try await sleep(for: .seconds(3))
            try await leave(101)
            try await join(100)
            try await leave(102)
            try await sleep(for: .seconds(3))
        }
        try await join(101)
        try await join(102)
        for _ in 0..<3 {
            try await sleep(for: .seconds(1))
            try await expect(values, by: client)
        }
        // MIT's bound: on three servers each 27 keys in snapshots, 3 in the log and in what is on its way, and some more. And no
        // less than what two servers of three need for 30 keys of letters and digits, five bits each.
        try expectTotalSize(within: 2 * 30 * 1000 * 5 / 8...3 * (27 * 1000 + 2 * 3 * 1000 + 6000))
        try await expect(values, by: client)
    }

    /// MIT's Challenge2Unaffected: shards that don't move go on being served, while others can't be handed over.
    public func serveWhatStays() async throws {
        rules.demandsService = true
        try await join(100)
        let client = makeClient()
        var values = try await fill(by: client)
        try await join(101)
        let owned = try await shards(of: 101)
        try await sleep(for: .seconds(1))
        for key in values.indices where owned.contains(shard(of: key)) {
            values[key] = word(20)
            try await client.put("\(key)", values[key])
        }
        self[100].crashAll()
        try await leave(100)
        try await sleep(for: .seconds(1))
        try await expectService(of: owned, &values, "group 101 had them all the time")
    }

    /// MIT's Challenge2Partial: shards that have arrived are served, while others can't be handed over.
    public func serveWhatArrived() async throws {
        try await join(100, 101, 102)
        try await sleep(for: .seconds(1))
        let client = makeClient()
        var values = try await fill(by: client)
        let owned = try await shards(of: 102)
        self[100].crashAll()
        try await leave(100, 102)
        try await sleep(for: .seconds(1))
        try await expectService(
            of: owned, &values, "group 102, which had them, runs and can hand them over to group 101")
    }

    /// The shards that belong to a group by the latest configuration.
    func shards(of group: Int) async throws -> [Int] {
        let shards = try await administrator.query().shards
        return shards.indices.filter { shards[$0] == group }
    }

    private func shard(of key: Int) -> Int { ShardConfig().shard(of: "\(key)") }

    /// Keys of some shards must be readable and writable.
    /// - Parameter reason: why, to follow "but".
    private func expectService(of shards: [Int], _ values: inout [String], _ reason: String) async throws {
        let client = makeClient()
        let before = values
        let words = values.map { _ in word(20) }
        let isDone = try await world.ends(within: .seconds(10)) {
            for key in before.indices where shards.contains(self.shard(of: key)) {
                try await client.expect(before[key], at: "\(key)")
                try await client.put("\(key)", words[key])
                try await client.expect(words[key], at: "\(key)")
            }
        }
        for key in values.indices where shards.contains(shard(of: key)) { values[key] = words[key] }
        if isDone { return try expectSizes() }
        throw LabFailure(
            .tooSlow, nodes: machines(of: [101]),
            message: """
                a client could not read and write the keys of shards \(shards.map(String.init).joined(separator: " ")) in 10 \
                seconds, while group 100 is down with shards of its own; but \(reason). \(situation)
                """,
            question: """
                Does a group that waits for some shards stop serving those that it has? Each shard by itself is here or is not \
                (challenge 2).
                """)
    }

    /// A shard master of its own tells some clients that all shards are at group 100: it must refuse the others' keys.
    public func refuseForeignKeys() async throws {
        try await join(100)
        try await join(101)
        // A clerk may go by the first configuration for as long as group 100 serves all shards.
        try await settle()
        let client = makeClient()
        let values = try await fill(by: client)
        let misled = try await misledClients(10)
        try await expectAnswers(to: misled, exactly: 5)
        try await expect(values, by: client)
    }
}
