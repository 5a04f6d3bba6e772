import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit
import Simulation

// What must hold of a sharded key/value service whatever a scenario does.

extension ShardCluster {
    // MARK: - Sizes

    /// Raft's state on each disk may take eight times `maxRaftState` (MIT's bound); without that there are no snapshots.
    /// - Throws: `stateTooLarge`, or `wrongSnapshot`.
    public func expectSizes() throws {
        for group in groupNumbers {
            for server in 0..<self[group].size { try expectSizes(of: server, in: self[group]) }
        }
    }

    private func expectSizes(of server: Int, in group: ReplicaGroup<Server>) throws {
        let (number, bytes) = (group.numbers[server], group.raftStateSize(of: server))
        if let maxRaftState, bytes > 8 * maxRaftState {
            throw LabFailure(
                .stateTooLarge, nodes: [number], section: "7",
                message: """
                    \(world.names[number])'s Raft state takes \(bytes) bytes on its disk; \(8 * maxRaftState) are \
                    allowed, since the service takes snapshots.
                    """,
                question: "Is a snapshot taken after every command that made the log long, those of a migration too?")
        }
        if maxRaftState == nil, group.snapshotSize(of: server) > 0 {
            throw LabFailure(
                .wrongSnapshot, nodes: [number], section: "7",
                message: """
                    \(world.names[number]) saved a snapshot, though maxRaftState is nil: then it should take none.
                    """,
                question: "When does the server ask Raft for a snapshot, and what does it do if nobody gave it a limit?"
            )
        }
    }

    /// All servers' disks together may hold only so many bytes (challenge 1), and must hold what clients wrote.
    /// - Throws: `stateTooLarge`, or `stateTooSmall`.
    public func expectTotalSize(within bounds: ClosedRange<Int>) throws {
        let sizes = groupNumbers.flatMap { group in
            (0..<self[group].size).map { server in
                (
                    self[group].numbers[server],
                    self[group].raftStateSize(of: server) + self[group].snapshotSize(of: server)
                )
            }
        }
        let total = sizes.reduce(0) { $0 + $1.1 }
        let words = sizes.map { "\(world.names[$0.0]) \($0.1)" }.joined(separator: ", ")
        if total < bounds.lowerBound {
            throw LabFailure(
                .stateTooSmall, nodes: sizes.map(\.0), section: "Figure 2",
                message: """
                    all servers together keep \(total) bytes on their disks, and what clients wrote can't be kept by a majority of \
                    each group in fewer than \(bounds.lowerBound): \(words).
                    """,
                question: """
                    What a client was told is done must survive when all servers crash: where is it, if not in the log or the \
                    snapshot on the disk?
                    """)
        }
        let bound = bounds.upperBound
        guard total > bound else { return }
        throw LabFailure(
            .stateTooLarge, nodes: sizes.filter { $0.1 > bound / sizes.count }.map(\.0),
            message: """
                all servers together keep \(total) bytes on their disks; \(bound) are allowed, since every key belongs to one \
                group only: \(words).
                """,
            question: """
                A group that has handed over a shard needs it no more. Who deletes it, and when, so that it is gone from all \
                servers, and yet never lost?
                """)
    }

    /// When no client waits, no server may remember more than it needs.
    /// - Parameter count: how many clients there ever were, each of which wrote to one shard.
    public func expectBoundedMemory(clients count: Int) throws {
        for group in groupNumbers {
            for server in 0..<self[group].size {
                guard let state = self[group].look(at: server, { $0.inspect() }) else { continue }
                let number = self[group].numbers[server]
                guard state.duplicateTableEntries > count || state.waitingRequests > 0 else { continue }
                throw LabFailure(
                    .memoryGrows, nodes: [number], section: "8",
                    message: """
                        \(world.names[number])'s duplicate tables have \(state.duplicateTableEntries) entries for \
                        \(count) clients, each of which wrote to one shard, and \(state.waitingRequests) requests wait in it, though \
                        every client has its answer.
                        """,
                    question:
                        "For each client and shard one entry is enough: what else is remembered, and who still waits?")
            }
        }
    }

    // MARK: - Liveness

    /// The seconds that a client may wait while no group gets on: no fault of a scenario lasts as long. Groups that take one
    /// configuration after the other are slow, perhaps, but not stuck.
    private static var patience: Double { 20 }

    /// Looks every second whether a client waits in vain.
    /// - Parameters:
    ///   - progress: how far the groups were at the last look.
    ///   - since: since when they are there, in virtual seconds.
    func watchClients(progress: Int = 0, since: Double = 0) {
        world.after(.seconds(1)) { [weak self] in
            guard let self else { return }
            let now = self.progress
            let since = now == progress ? since : self.world.seconds
            if let waiting = self.clients.longestWaiting,
                self.world.seconds - max(waiting.since, since) > Self.patience
            {
                return self.world.fail(self.unanswered(waiting, sinceStandstill: max(waiting.since, since)))
            }
            self.watchClients(progress: now, since: since)
        }
    }

    private func unanswered(_ waiting: KVClients<Clerk>.Waiting, sinceStandstill standstill: Double) -> LabFailure {
        let latest = master.configurations.log.latest
        let shard = latest.shard(of: waiting.input.key)
        let owner = latest.shards[shard]
        // Who is behind holds up the others; if nobody is, it is the key's group that doesn't answer.
        let stands = groupNumbers.map { (group: $0, number: furthest(in: $0)?.configuration.number ?? 0) }
        let behind = stands.min { ($0.number, $0.group == owner ? 0 : 1) < ($1.number, $1.group == owner ? 0 : 1) }
        let isBehind = behind.map { $0.number < latest.number } ?? false
        let group = isBehind ? behind?.group : owner
        var failure = LabFailure(
            .unanswered,
            nodes: [waiting.machine] + (group.flatMap { groups[$0]?.numbers } ?? []),
            message: """
                \(world.names[waiting.machine]) has waited \(Int(world.seconds - waiting.since)) seconds for an answer about key \
                '\(waiting.input.key)' of shard \(shard), which is \(owner == ShardConfig.nobody ? "nobody's" : "group \(owner)'s"), \
                and in the last 20 no group has taken a configuration or got a shard. \(situation) \
                \(isBehind ? "Group \(group ?? 0) is furthest behind; the events are its own." : "")
                """,
            question: furthest(in: owner)?.serves.contains(shard) == true
                ? """
                The group serves the shard: what does it answer the clerk, and does it take the command for one that it has \
                executed already? Where does the clerk ask next?
                """
                : """
                The group doesn't serve the shard: which group waits for which, and for what? Who deleted a shard that had not \
                arrived?
                """)
        // What went wrong did so when the groups came to a standstill, not now.
        failure.lastEvent = VirtualTime(nanoseconds: UInt64((standstill * 1e9).rounded())) + .seconds(2)
        return failure
    }

    /// Ends every fault, lets all groups join, and waits until a new client can write and read every shard.
    /// - Throws: `notRecovered` with what stands in the way.
    package func recover() async throws {
        endFaults()
        try await master.recover()
        let client = makeClient()
        let isDone = try await world.ends(within: .seconds(15)) {
            try await self.join(self.groupNumbers)
            for shard in 0..<ShardConfig.shardCount {
                try await client.append("\(shard)", " recovered")
                try await client.get("\(shard)")
            }
        }
        if isDone { return try await expectHonesty() }
        throw LabFailure(
            .notRecovered, nodes: machines(of: groupNumbers), section: "8",
            message: """
                all faults of the scenario have ended, all servers run and are connected, and all groups have joined, but a new \
                client could not write and read a key of each shard in 15 seconds. \(situation)
                """,
            question: """
                Which group waits for a shard, from whom, and what does that group wait for? Does anybody give up after a \
                message was lost, or a server restarted?
                """)
    }

    /// When nothing moves any more, the servers must report that their groups serve what belongs to them: the rules rest on it.
    private func expectHonesty() async throws {
        // Without rules nobody has looked at a configuration.
        guard master.configurations.areWatched else { return }
        let latest = master.configurations.log.latest
        var silent: (group: Int, shard: Int)?
        for _ in 0..<100 {
            silent = latest.shards.enumerated().first { shard, group in !reports(group, of: shard) }
                .map { (group: $0.element, shard: $0.offset) }
            guard silent != nil else { return }
            try await sleep(for: .milliseconds(50))
        }
        guard let silent else { return }
        throw LabFailure(
            .misuse, nodes: machines(of: [silent.group]),
            message: """
                all groups have joined, and a client is answered for a key of each shard; but no server's inspect() reports that \
                group \(silent.group) serves shard \(silent.shard), which is its own in configuration \(latest.number). Let it report \
                what the state machine decides by. \(situation)
                """,
            question: "From which variables does inspect() take its shards, and from which does the state machine?")
    }

    private func reports(_ group: Int, of shard: Int) -> Bool {
        (0..<self[group].size).contains { server in
            self[group].look(at: server) { $0.inspect() }?.serves.contains(shard) == true
        }
    }

    /// Ends every fault, and starts all servers.
    public func endFaults() {
        world.endFaults(among: master.servers.numbers + machines(of: groupNumbers))
        master.servers.startAll()
        for group in groupNumbers { self[group].startAll() }
    }

    /// What every group is doing, in a sentence each.
    var situation: String {
        let latest = master.configurations.log.latest
        let groups = groupNumbers.map { group in
            guard let state = furthest(in: group) else { return "Group \(group) is down." }
            let owned = latest.shards.indices.filter { latest.shards[$0] == group }
            return """
                Group \(group) is in configuration \(state.configuration.number) and serves \(list(state.serves)); its own by \
                the latest are \(list(owned)).
                """
        }
        return "The latest configuration is number \(latest.number). " + groups.joined(separator: " ")
    }

    /// What the server of a group that is furthest has; nil if none runs.
    private func furthest(in group: Int) -> ShardKVState? {
        let states = (0..<self[group].size).compactMap { self[group].look(at: $0) { $0.inspect() } }
        return states.max { $0.configuration.number < $1.configuration.number }
    }

    private func list(_ shards: [Int]) -> String {
        shards.isEmpty ? "no shard" : "shards " + shards.map(String.init).joined(separator: " ")
    }
}
