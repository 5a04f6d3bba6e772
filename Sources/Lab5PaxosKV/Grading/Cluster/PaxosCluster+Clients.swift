import Harness
import LabKit

// Scenarios with clients.

extension PaxosCluster {
    /// One client after the other writes and reads, the newest version and older ones.
    public func useVersions() async throws {
        let (writer, reader) = (makeClient(), makeClient())
        try await reader.expect("", at: "x")
        try await reader.expect(nil, at: "x", version: 1)
        try await writer.put("x", "1")
        try await writer.append("x", "2")
        try await reader.append("x", "3")
        try await reader.put("x", "4")
        try await writer.append("x", "5")
        for client in [writer, reader] { try await client.expect("45", at: "x") }
        for (place, content) in ["1", "12", "123", "4", "45"].enumerated() {
            try await makeClient().expect(content, at: "x", version: place + 1)
        }
        try await reader.expect(nil, at: "x", version: 6)
        try await reader.expect("", at: "y")
    }

    /// Clients write and read a few keys, all at once; what they saw must be linearizable.
    /// - Parameters:
    ///   - count: how many clients.
    ///   - operations: how many operations each does.
    ///   - crashes: whether servers crash meanwhile, one at a time.
    ///   - partitions: whether the servers are parted meanwhile.
    public func useKeys(
        clients count: Int, operations: Int, crashes: Bool = false, partitions: Bool = false
    ) async throws {
        let isDone = Flag()
        async let faults: Void = disturb(crashes: crashes, partitions: partitions, until: isDone)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                let client = makeClient()
                group.addTask { try await self.use(client, number, operations) }
            }
            try await group.waitForAll()
        }
        isDone.isSet = true
        try await faults
    }

    private func use(_ client: PaxosClient<Clerk>, _ number: Int, _ operations: Int) async throws {
        for operation in 0..<operations {
            let (key, text) = ("\(random(below: 3))", "\(number).\(operation) ")
            switch random(below: 10) {
            case 0..<5: try await client.append(key, text)
            case 5: try await client.put(key, text)
            default: try await client.get(key)
            }
            try await pass(Double(random(below: 4)))
        }
    }

    private func disturb(crashes: Bool, partitions: Bool, until isDone: Flag) async throws {
        while !isDone.isSet, crashes || partitions {
            let server = random(below: size)
            if crashes { crash(server) }
            if partitions { part((0..<size).map { _ in random(below: 2) }) }
            try await pass(Double(5 + random(below: 30)))
            start(server)
            mend()
            try await pass(Double(5 + random(below: 20)))
        }
    }

    /// Two clients write the same to one key at the same time: these are two writes, in two versions.
    public func writeTheSame() async throws {
        for round in 0..<5 {
            let (key, writers) = ("\(round)", [makeClient(), makeClient()])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in writers { group.addTask { try await writer.put(key, "5") } }
                try await group.waitForAll()
            }
            let count = rules.chosen.writes(of: key).count
            guard count != 2 else { continue }
            throw LabFailure(
                .wrongDecision, nodes: writers.map(\.machine), section: "2.1",
                message: """
                    two clients wrote '5' to '\(key)' and were told that it is done, but \(count) of the key's versions \
                    \(count == 1 ? "is" : "are") theirs.
                    """,
                question: "By what does a clerk know that the value that was chosen is its own: by what it says?")
        }
    }

    /// A client hears no answers for a while, and asks again and again, whoever there is, while others write the same key.
    public func loseAnswers() async throws {
        let (deaf, other) = (makeClient(), makeClient())
        for round in 0..<3 {
            try await deaf.append("x", "a\(round) ")
            setHearing(of: deaf, isDeaf: true)
            async let write: Void = deaf.append("x", "b\(round) ")
            for number in 0..<4 {
                try await pass(Double(10 + random(below: 60)))
                try await other.append("x", "c\(round).\(number) ")
            }
            setHearing(of: deaf, isDeaf: false)
            try await write
            try await other.get("x")
        }
    }

    /// One server after the other is down for a while, and clients come that know nobody: each finds a server that answers.
    public func missAServer() async throws {
        for server in 0..<size {
            crash(server)
            for _ in 0..<2 {
                let (client, start) = (makeClient(), world.seconds)
                try await client.append("x", "\(server) ")
                let seconds = world.seconds - start
                guard seconds > 3 else { continue }
                throw LabFailure(
                    .tooSlow, nodes: [client.machine, server],
                    message: """
                        S\(server) is down, and an append by a new client took \
                        \(seconds.formatted(.number.precision(.fractionLength(1)))) s; 3 are allowed.
                        """,
                    question: "How long does a clerk wait for a server that is silent, and whom does it ask then?")
            }
            start(server)
        }
    }

    /// A client alone writes: how long it takes, and how many calls.
    public func measureWrites(_ count: Int) async throws {
        let client = makeClient()
        try await client.put("x", "")
        let calls = [messages.count(.requests(Prepare.self)), messages.count(.requests(Accept.self))]
        let start = world.seconds
        for number in 0..<count { try await client.append("x", "\(number) ") }
        let (sum, limit) = (calls.reduce(0) { $0 + $1.count }, count * 2 * size)
        let roundTrips = (world.seconds - start) / Self.roundTrip / Double(count)
        if sum > limit {
            throw LabFailure(
                .tooManyRPCs, section: "2.5",
                message: "\(count) writes by one client alone took \(sum) calls between servers; \(limit) are enough.",
                question:
                    "Does the clerk remember the newest version that it knows, and does a proposer ask each acceptor once?"
            )
        }
        if roundTrips > 6.1 {
            throw LabFailure(
                .tooSlow, section: "2.5",
                message: """
                    \(count) writes by one client alone took \(roundTrips.formatted(.number.precision(.fractionLength(1)))) \
                    round trips each; 6 are enough: one to the server, and its two phases.
                    """,
                question: "What does a proposer wait for that nobody else hinders?")
        }
    }

    /// A client that was away for many versions comes back, and needn't look at each.
    public func returnLate(after versions: Int) async throws {
        let (late, busy) = (makeClient(), makeClient())
        try await late.put("x", "first")
        for number in 0..<versions { try await busy.put("x", "\(number)") }
        let start = world.seconds
        try await late.append("x", "!")
        try await makeClient().expect("\(versions - 1)!", at: "x")
        let roundTrips = (world.seconds - start) / Self.roundTrip
        let limit = 2 * versions
        guard roundTrips > Double(limit) else { return }
        throw LabFailure(
            .tooSlow, section: nil,
            message: """
                a client that had missed \(versions) versions, and one that knew none, took \
                \(roundTrips.formatted(.number.precision(.fractionLength(0)))) round trips to write and to read; \(limit) are \
                allowed.
                """,
            question: """
                If an acceptor has accepted something in a version, what is known of the versions before it? Then who is behind \
                needn't look at each.
                """)
    }
}
