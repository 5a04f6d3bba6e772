import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit
import LabRPC

// Scenarios of Lab 4A, MIT's first.

extension MasterCluster {
    func names(_ groups: [Int]) -> [Int: [String]] {
        Dictionary(uniqueKeysWithValues: groups.map { ($0, ["\($0)a", "\($0)b", "\($0)c"]) })
    }

    /// The latest configuration must have exactly these groups; that it is even is checked with every configuration.
    @discardableResult
    public func expectGroups(_ groups: [Int], by administrator: Administrator<Clerk>) async throws -> ShardConfig {
        let config = try await administrator.query()
        let (wanted, found) = (groups.sorted(), config.groups.keys.sorted())
        if wanted == found {
            guard let different = wanted.first(where: { config.groups[$0] != names([$0])[$0] }) else { return config }
            throw LabFailure(
                .wrongValue, nodes: servers.numbers, index: config.number,
                message: """
                    group \(different) joined with the servers \(names([different])[different]!), but configuration \
                    \(config.number) names \(config.groups[different]!).
                    """,
                question:
                    "What does a join do with the names that come with a group, also with one that is there already?")
        }
        throw LabFailure(
            .wrongValue, nodes: servers.numbers, index: config.number,
            message: """
                configuration \(config.number) has the groups \(found), but those that joined and did not leave are \(wanted).
                """,
            question: "Does every join and leave name all the groups that it is about, and does each take effect?")
    }

    /// MIT's Basic: groups come and go, old configurations stay, and shards can be moved.
    public func comeAndGo() async throws {
        let administrator = makeAdministrator()
        var remembered = [try await expectGroups([], by: administrator)]
        try await administrator.join(names([1]))
        remembered.append(try await expectGroups([1], by: administrator))
        try await administrator.join(names([2]))
        remembered.append(try await expectGroups([1, 2], by: administrator))
        try await administrator.leave([1])
        remembered.append(try await expectGroups([2], by: administrator))
        try await administrator.leave([2])
        remembered.append(try await expectGroups([], by: administrator))
        try await administrator.query(1000)

        for server in 0..<servers.size {
            servers.crash(server)
            for config in remembered { try await administrator.query(config.number) }
            servers.start(server)
        }
        try await moveShards(by: administrator)
    }

    private func moveShards(by administrator: Administrator<Clerk>) async throws {
        try await administrator.join(names([503]))
        try await administrator.join(names([504]))
        let wanted = try await administrator.query().shards.map { $0 == 503 ? 504 : 503 }
        for (shard, group) in wanted.enumerated() {
            let before = try await administrator.query()
            try await administrator.move(shard: shard, to: group)
            let after = try await administrator.query()
            if after.number <= before.number {
                throw LabFailure(
                    .wrongValue, nodes: servers.numbers, index: after.number,
                    message: """
                        the move of shard \(shard) to group \(group) was answered as done, but the latest configuration is still \
                        number \(before.number).
                        """,
                    question: "Does a move add a configuration, and is it answered when that was executed?")
            }
        }
        let config = try await administrator.query()
        guard config.shards == wanted else {
            throw LabFailure(
                .wrongValue, nodes: servers.numbers, index: config.number,
                message: "after ten moves configuration \(config.number) is \(config.shards), and should be \(wanted).",
                question: "Does a move change its own shard, and no other? Nothing is divided anew after it.")
        }
        // Nobody is called so.
        try await administrator.move(shard: 0, to: 505)
        try await expectGroups([503, 504], by: administrator)
        try await administrator.leave([503])
        try await administrator.leave([504])
    }

    /// MIT's concurrent joins and leaves: ten administrators at once.
    /// - Parameter isMulti: whether each joins and leaves several groups at a time.
    public func comeAndGoTogether(isMulti: Bool) async throws {
        let administrator = makeAdministrator()
        let groups = (0..<10).map { 100 + 10 * $0 }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for group in groups {
                let own = makeAdministrator()
                tasks.addTask {
                    if isMulti {
                        try await own.join(self.names([group, group + 1000, group + 2000]))
                        try await own.leave([group + 1000, group + 2000])
                    } else {
                        try await own.join(self.names([group + 1000]))
                        try await own.join(self.names([group]))
                        try await own.leave([group + 1000])
                    }
                }
            }
            try await tasks.waitForAll()
        }
        try await expectGroups(groups, by: administrator)
        let more = (11...15).map { $0 }
        if isMulti {
            try await administrator.join(names(more))
            try await expectGroups(groups + more, by: administrator)
            try await administrator.leave(more)
        } else {
            for group in more { try await administrator.join(names([group])) }
            try await expectGroups(groups + more, by: administrator)
            for group in more { try await administrator.leave([group]) }
        }
        try await expectGroups(groups, by: administrator)
    }

    /// MIT's Multi: several groups in one join or leave.
    public func comeAndGoInGroups() async throws {
        let administrator = makeAdministrator()
        try await administrator.join(names([1, 2]))
        try await expectGroups([1, 2], by: administrator)
        try await administrator.join(names([3]))
        try await expectGroups([1, 2, 3], by: administrator)
        try await administrator.leave([1, 3])
        try await expectGroups([2], by: administrator)
        try await administrator.leave([2])
        try await expectGroups([], by: administrator)
    }

    /// MIT's check that all servers have the same configuration: the leader stops, and the next one must agree.
    public func agreeAcrossLeaders() async throws {
        let administrator = makeAdministrator()
        try await administrator.join(names(Array(1...7)))
        for _ in 0..<servers.size {
            let before = try await administrator.query()
            guard let leader = servers.leader else { continue }
            servers.crash(leader)
            let after = try await administrator.query()
            guard before == after else {
                throw LabFailure(
                    .configurationsDiffer, nodes: servers.numbers, index: after.number,
                    message: """
                        the leader crashed, and the next one answers a query with \(after.shards), although nothing changed since \
                        the first one's \(before.shards).
                        """,
                    question: """
                        Every server computes the same configuration from the same commands: what else has a say, such as the order \
                        of a dictionary?
                        """)
            }
            servers.start(leader)
            try await administrator.join(names([8]))
            try await administrator.leave([8])
        }
    }

    /// Groups come one by one until there are more than shards, and then they leave.
    public func outnumberTheShards() async throws {
        let administrator = makeAdministrator()
        var present: [Int] = []
        for group in (1...14).shuffled(using: &world.random) {
            try await administrator.join(names([group]))
            present.append(group)
            try await expectGroups(present, by: administrator)
        }
        present.shuffle(using: &world.random)
        while !present.isEmpty {
            let count = min(present.count, 1 + Int(world.random.next(below: 3)))
            try await administrator.leave(Array(present.suffix(count)))
            present.removeLast(count)
            try await expectGroups(present, by: administrator)
        }
    }

    /// Administrators ask for anything, while servers crash and messages are lost.
    public func askForAnything(until end: Double) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<3 {
                let own = makeAdministrator()
                tasks.addTask { try await self.askForAnything(own, number, until: end) }
            }
            tasks.addTask {
                while self.world.seconds < end {
                    try await self.sleep(for: self.world.random.duration(in: .milliseconds(200) ... .seconds(1)))
                    let server = Int(self.world.random.next(below: UInt64(self.servers.size)))
                    self.servers.crash(server)
                    try await self.sleep(for: self.world.random.duration(in: .zero ... .milliseconds(400)))
                    self.servers.start(server)
                }
            }
            try await tasks.waitForAll()
        }
    }

    private func askForAnything(_ administrator: Administrator<Clerk>, _ number: Int, until end: Double) async throws {
        // Each administrator has groups of its own, and so knows which of them are there.
        var absent = (0..<4).map { 10 * (number + 1) + $0 }
        var present: [Int] = []
        while world.seconds < end {
            switch world.random.next(below: 8) {
            case 0...2 where !absent.isEmpty:
                let group = absent.removeFirst()
                try await administrator.join(names([group]))
                present.append(group)
            case 3...4 where !present.isEmpty:
                let group = present.removeFirst()
                try await administrator.leave([group])
                absent.append(group)
            case 5:
                try await administrator.query()
            default:
                guard let target = present.randomElement(using: &world.random) else { break }
                try await administrator.move(shard: Int(world.random.next(below: 10)), to: target)
            }
            try await sleep(for: world.random.duration(in: .zero ... .milliseconds(150)))
        }
    }

    /// Requests come twice and late, and replies are lost: a move that took effect long ago must not take effect again.
    public func repeatRequests() async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let first = makeAdministrator()
            try await first.join(names([1, 2, 3]))
            let end = world.seconds + 8
            for group in 1...3 {
                let own = makeAdministrator()
                tasks.addTask {
                    while self.world.seconds < end {
                        try await own.move(shard: Int(self.world.random.next(below: 3)), to: group)
                        try await self.sleep(for: self.world.random.duration(in: .zero ... .milliseconds(60)))
                    }
                }
            }
            tasks.addTask {
                while self.world.seconds < end {
                    self.world.network.conditions.replyLoss = 0.8
                    try await self.sleep(for: .milliseconds(200))
                    self.world.network.conditions.replyLoss = 0
                    try await self.sleep(for: .milliseconds(300))
                }
            }
            try await tasks.waitForAll()
        }
    }

    /// A leader is cut off with an administrator who asks it for the latest configuration; the others go on.
    public func askADeposedMaster() async throws {
        let writer = makeAdministrator()
        for round in 0..<4 {
            try await writer.join(names([10 + round]))
            guard let leader = servers.leader else { continue }
            let reader = makeAdministrator()
            setReach(of: reader, to: [leader])
            let others = (0..<servers.size).filter { $0 != leader }
            setLinks(of: leader, areUp: false)
            setReach(of: writer, to: others)
            try await writer.join(names([20 + round]))
            // Whoever asks from now on must hear of it, or nothing until the network is whole.
            async let config = reader.query()
            try await sleep(for: .milliseconds(800))
            setLinks(of: leader, areUp: true)
            setReach(of: reader, to: Array(0..<servers.size))
            setReach(of: writer, to: Array(0..<servers.size))
            _ = try await config
        }
    }

    /// Administrators come and go; no server remembers more of them than it needs.
    public func rememberLittle() async throws {
        let count = 40
        for number in 1...count {
            let administrator = makeAdministrator()
            try await administrator.join(names([number]))
            // Who only asks changes nothing, and leaves nothing behind.
            try await makeAdministrator().query()
            try await administrator.leave([number])
        }
        try await sleep(for: .seconds(1))
        for server in 0..<servers.size {
            guard let state = servers.look(at: server, { $0.inspect() }) else { continue }
            let name = servers.names[server]
            guard state.duplicateTableEntries <= count, state.waitingRequests == 0 else {
                throw LabFailure(
                    .memoryGrows, nodes: [servers.numbers[server]], section: "8",
                    message: """
                        \(name)'s duplicate table has \(state.duplicateTableEntries) entries for \(count) administrators that changed something, and \
                        \(state.waitingRequests) requests wait in it, though every administrator has its answer.
                        """,
                    question:
                        "An administrator begins a command when it has the answer to the one before: what must be remembered?"
                )
            }
        }
    }
}
