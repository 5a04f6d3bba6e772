import LabKit
import LabRPC

// Scenarios of Lab 3A beyond `ClientLoad`, MIT's first.

extension KVCluster {
    /// A thousand appends by one client.
    /// - Throws: `tooSlow` if they take longer than 33.3 s (MIT: three for each heartbeat interval of 100 ms), or too many
    ///   RPCs.
    public func measureSpeed(appends: Int = 1000) async throws {
        let client = makeClient()
        try await client.put("x", "")
        let (start, rpcs) = (world.seconds, world.network.traffic.calls)
        var expected = ""
        for number in 0..<appends {
            try await client.append("x", " \(number)")
            expected += " \(number)"
        }
        let seconds = world.seconds - start
        if seconds > Double(appends) / 30 {
            throw LabFailure(
                .tooSlow, section: "8",
                message: """
                    \(appends) appends one after the other took \(seconds.formatted(.number.precision(.fractionLength(1)))) s; \
                    three should fit between two heartbeats, so \((Double(appends) / 30).formatted(.number.precision(.fractionLength(1)))) s \
                    are allowed.
                    """,
                question: """
                    Does start() wait for the next heartbeat until it sends, does a follower hear of a commit only with the \
                    next one, or does the server look for what was applied only now and then?
                    """)
        }
        // For each append: one request of the client, and at most two messages to each follower: entry and commit index.
        let bound = appends * (1 + 2 * (size - 1)) + Int(seconds * 10 + 1) * 2 * size
        try servers.expectRPCs(
            world.network.traffic.calls - rpcs, within: appends...bound, to: "append \(appends) times")
        try await client.expect(expected, at: "x")
    }

    /// Clients append to one key: everything must be there once, and in each client's order.
    public func appendToOneKey(clients count: Int, times: Int) async throws {
        let reader = makeClient()
        try await reader.put("k", "begin")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                let client = makeClient()
                group.addTask {
                    for number in 0..<times { try await client.append("k", " x \(client.number) \(number) y") }
                }
            }
            try await group.waitForAll()
        }
        let value = try await reader.get("k")
        for client in 1...count {
            var rest = Substring(value)
            for number in 0..<times {
                let wanted = " x \(client) \(number) y"
                guard value.ranges(of: wanted).count == 1, let place = rest.range(of: wanted) else {
                    throw LabFailure(
                        .wrongValue, nodes: [World.firstClientNumber + client],
                        message: """
                            of \(count) clients with \(times) appends each, C\(client)'s '\(wanted)' stands \
                            \(value.ranges(of: wanted).count) times in the value, or before an earlier one of its own.
                            """,
                        question:
                            "A clerk asks again when a reply is lost: how does a server know the same append again?")
                }
                rest = rest[place.upperBound...]
            }
        }
    }

    /// MIT's OnePartition: progress in the majority, none in the minority, and completion after it heals.
    public func partOnce() async throws {
        let reader = makeClient()
        try await reader.put("1", "13")
        let leader = try await servers.checkOneLeader()
        let others = (0..<size).filter { $0 != leader }
        let (minority, majority) = ([leader, others[0]], Array(others[1...]))
        servers.partition([minority, majority])
        let inMajority = makeClient()
        setReach(of: inMajority, to: majority)
        try await inMajority.put("1", "14")
        try await inMajority.expect("14", at: "1")

        let answered = AnswerCount()
        let (writer, asker) = (makeClient(), makeClient())
        setReach(of: writer, to: minority)
        setReach(of: asker, to: minority)
        async let write: Void = {
            try await writer.put("1", "15")
            answered.count += 1
        }()
        async let read: Void = {
            try await asker.get("1")
            answered.count += 1
        }()
        try await sleep(for: .seconds(1))
        if answered.count > 0 {
            throw LabFailure(
                .unexpectedAnswer, nodes: minority, section: "8",
                message: """
                    \(servers.names(minority)) answered a client, though they can't talk to a majority of \(size) servers: \
                    they can't know what the others have done since.
                    """,
                question: "Does every command go through the log, a get too, before its client is answered?")
        }
        try await inMajority.expect("14", at: "1")
        try await inMajority.put("1", "16")
        try await inMajority.expect("16", at: "1")

        servers.heal()
        setReach(of: writer, to: Array(0..<size))
        setReach(of: asker, to: Array(0..<size))
        try await sleep(for: servers.electionTimeout)
        let start = world.seconds
        while answered.count < 2, world.seconds - start < 3 { try await sleep(for: .milliseconds(20)) }
        if answered.count < 2 {
            throw LabFailure(
                .tooSlow, nodes: minority, section: "8",
                message: """
                    a put and a get that were waiting for a minority had no answer 4 s after the network was mended.
                    """,
                question: """
                    Who waits on a server that has lost its leadership must be told, so that the clerk asks another: when \
                    does that server notice, and does the clerk give up waiting by itself?
                    """)
        }
        try await write
        try await read
        try await reader.expect("15", at: "1")
    }

    /// A leader without followers, and a client that reaches only it.
    public func askADeposedLeader() async throws {
        for round in 0..<4 {
            let writer = makeClient()
            try await writer.put("k", "old \(round)")
            let leader = try await servers.checkOneLeader()
            let others = (0..<size).filter { $0 != leader }
            servers.partition([[leader], others])
            let reader = makeClient()
            setReach(of: reader, to: [leader])
            setReach(of: writer, to: others)
            try await writer.put("k", "new \(round)")
            // Whoever asks from now on must hear the new value, or nothing until the network is whole.
            async let read: String = reader.get("k")
            async let again: Void = writer.append("k", " and more")
            // A clerk may have to find out first that the other four don't answer.
            try await sleep(for: .milliseconds(800 + servers.random(below: 300)))
            servers.heal()
            setReach(of: reader, to: Array(0..<size))
            setReach(of: writer, to: Array(0..<size))
            try await again
            _ = try await read
        }
    }

    /// Replies are lost for a while again and again, while clients append and others overwrite.
    public func loseReplies() async throws {
        let clients = (0..<4).map { _ in makeClient() }
        let end = world.seconds + 5
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in clients {
                group.addTask {
                    var number = 0
                    while self.world.seconds < end {
                        number += 1
                        try await client.append("\(number % 2)", " \(client.number).\(number)")
                        if number % 4 == 0 { try await client.get("\(number % 2)") }
                        try await self.sleep(for: .milliseconds(self.servers.random(below: 100)))
                    }
                }
            }
            group.addTask { try await self.loseReplies(until: end) }
            try await group.waitForAll()
        }
    }

    private func loseReplies(until end: Double) async throws {
        while world.seconds < end {
            servers.conditions.replyLoss = 0.9
            try await sleep(for: .milliseconds(300))
            servers.conditions.replyLoss = 0
            try await sleep(for: .milliseconds(700))
        }
    }

    /// One client after the other hears nothing for a while, and so puts the same again and again, while the others put
    /// and read all the time.
    public func overwriteWithLostReplies() async throws {
        let (writers, readers) = ((0..<4).map { _ in makeClient() }, (0..<2).map { _ in makeClient() })
        let end = world.seconds + 3
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in writers {
                group.addTask {
                    var number = 0
                    while self.world.seconds < end {
                        number += 1
                        try await client.put("k", "\(client.number).\(number)")
                        try await self.sleep(for: .milliseconds(self.servers.random(below: 60)))
                    }
                }
            }
            for client in readers {
                group.addTask {
                    while self.world.seconds < end {
                        try await client.get("k")
                        try await self.sleep(for: .milliseconds(self.servers.random(below: 20)))
                    }
                }
            }
            group.addTask {
                while self.world.seconds < end {
                    let deaf = World.firstClientNumber + writers[self.servers.random(below: writers.count)].number
                    self.cutReplies(to: deaf, isCut: true)
                    try await self.sleep(for: .milliseconds(300))
                    self.cutReplies(to: deaf, isCut: false)
                    try await self.sleep(for: .milliseconds(50))
                }
            }
            try await group.waitForAll()
        }
    }

    /// Two servers are down; clients that have found the leader once must find it at once from then on.
    /// - Throws: `tooSlow`.
    public func rememberTheLeader() async throws {
        let leader = try await servers.checkOneLeader()
        for server in (0..<size).filter({ $0 != leader }).prefix(2) { servers.crash(server) }
        let operations = 20
        for _ in 0..<6 {
            let client = makeClient()
            try await client.put("k", "first of \(client.number)")
            let start = world.seconds
            for number in 0..<operations { try await client.append("k", " \(number)") }
            let seconds = world.seconds - start
            guard seconds > 1, servers.status(of: leader)?.isLeader == true else { continue }
            throw LabFailure(
                .tooSlow, nodes: [World.firstClientNumber + client.number], section: "8",
                message: """
                    \(operations) appends by C\(client.number) took \(seconds.formatted(.number.precision(.fractionLength(1)))) s, \
                    though S\(leader) leads and had answered it before; 1 s is allowed. Two other servers are down.
                    """,
                question: "Whom does the clerk ask first: the server that answered last, or always the same one?")
        }
    }

    /// Clients come, write and read a little, and go.
    public func comeAndGo(clients count: Int) async throws {
        for _ in 0..<(count / 10) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    let client = makeClient()
                    group.addTask {
                        for number in 0..<4 {
                            try await client.append("k\(number)", " \(client.number)")
                            try await client.get("k\(client.number % 4)")
                        }
                        client.leave()
                    }
                }
                try await group.waitForAll()
            }
        }
        try await sleep(for: .seconds(2))
        try expectBoundedMemory(clients: count)
    }

    /// Leaders are cut off again and again while many requests wait in them, and come back soon.
    public func changeLeaders() async throws {
        let clients = (0..<6).map { _ in makeClient() }
        let end = world.seconds + 7
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in clients {
                group.addTask {
                    var number = 0
                    while self.world.seconds < end {
                        number += 1
                        try await client.append("\(client.number % 3)", " \(client.number).\(number)")
                        try await client.get("\(number % 3)")
                        try await self.sleep(for: .milliseconds(self.servers.random(below: 120)))
                    }
                }
            }
            group.addTask {
                while self.world.seconds < end {
                    let leader = try await self.servers.waitForLeader(
                        among: self.servers.connectedServers, within: .seconds(2))
                    guard let leader else { continue }
                    self.servers.disconnect(leader)
                    try await self.sleep(for: .milliseconds(300 + self.servers.random(below: 900)))
                    self.servers.connect(leader)
                    try await self.sleep(for: .milliseconds(self.servers.random(below: 400)))
                }
            }
            try await group.waitForAll()
        }
        servers.endFaults()
        try await sleep(for: .seconds(3))
        try expectBoundedMemory(clients: clients.count)
    }

    /// Clients crash and restart on the same machine, now and then in the middle of an operation.
    public func restartClients() async throws {
        var clients = (0..<3).map { _ in makeClient() }
        for round in 0..<12 {
            for place in clients.indices {
                let client = clients[place]
                let work = Task {
                    for number in 0..<4 {
                        try await client.append("k", " \(round).\(place).\(number)")
                        try await client.put("\(place)", "\(round).\(number)")
                        try await client.expect("\(round).\(number)", at: "\(place)")
                    }
                }
                try await sleep(for: .milliseconds(servers.random(below: 40)))
                clients[place] = restart(client)
                work.cancel()
                // The one that crashed throws; what it had read before counts.
                if case .failure(let failure as LabFailure) = await work.result { throw failure }
            }
        }
        for client in clients {
            if try await world.ends(
                within: .seconds(5), { try await client.append("k", " the end of \(client.number)") })
            {
                continue
            }
            throw LabFailure(
                .tooSlow, nodes: [World.firstClientNumber + client.number], section: "8",
                message: """
                    C\(client.number) has restarted, and its new clerk's append had no answer in 5 s, though all servers run \
                    and can talk.
                    """,
                question: """
                    A new clerk on the same machine is a new client: by what do the servers tell its first command from one \
                    that the old clerk sent?
                    """)
        }
    }

    /// A client waits on a leader that is cut off with it, and then comes back.
    public func waitOnADeposedLeader() async throws {
        for round in 0..<3 {
            let other = makeClient()
            try await other.put("k", "begin \(round)")
            let leader = try await servers.checkOneLeader()
            let others = (0..<size).filter { $0 != leader }
            servers.partition([[leader], others])
            let client = makeClient()
            setReach(of: client, to: [leader])
            let answered = AnswerCount()
            let work = Task {
                try await client.append("k", " and more")
                answered.count += 1
            }
            defer { work.cancel() }
            _ = try await servers.checkOneLeader(among: others)
            servers.heal()
            setReach(of: client, to: Array(0..<size))
            let start = world.seconds
            while answered.count < 1, world.seconds - start < 3 { try await sleep(for: .milliseconds(20)) }
            if answered.count < 1 {
                throw LabFailure(
                    .tooSlow, nodes: [leader], section: "8",
                    message: """
                        an append was waiting on S\(leader) when it was cut off; 3 s after the network was mended, it still \
                        has no answer, though another server leads.
                        """,
                    question: """
                        A leader that hears of a newer term stops leading: who tells the requests that wait in it, if \
                        nothing else is ever executed at their index?
                        """)
            }
            try await other.expect("begin \(round) and more", at: "k")
        }
    }

    /// Three clients append the same letter to one key.
    public func writeTheSame() async throws {
        let clients = (0..<3).map { _ in makeClient() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in clients {
                group.addTask { for _ in 0..<20 { try await client.append("k", "x") } }
            }
            try await group.waitForAll()
        }
        try await clients[0].expect(String(repeating: "x", count: 60), at: "k")
    }
}

/// How many operations were answered; used on the run's thread only.
private final class AnswerCount: @unchecked Sendable {
    var count = 0
}
