import Harness
import Lab2RaftGrading
import LabKit

// Scenarios in which a leader is cut off, with clients or without.

extension KVCluster {
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

    /// Leaders are cut off again and again while many requests wait in them, and come back soon.
    public func changeLeaders() async throws {
        let clients = (0..<6).map { _ in makeClient() }
        let end = world.seconds + 5
        async let faults: Void = cutOffLeaders(until: end)
        try await each(clients, until: end, pause: .milliseconds(120)) { client, number in
            try await client.append("\(client.number % 3)", " \(client.number).\(number)")
            try await client.get("\(number % 3)")
        }
        try await faults
        servers.endFaults()
        try await sleep(for: .seconds(3))
        try expectBoundedMemory(clients: clients.count)
    }

    private func cutOffLeaders(until end: Double) async throws {
        while world.seconds < end {
            let leader = try await servers.waitForLeader(among: servers.connectedServers, within: .seconds(2))
            guard let leader else { continue }
            servers.disconnect(leader)
            try await sleep(for: .milliseconds(300 + servers.random(below: 900)))
            servers.connect(leader)
            try await sleep(for: .milliseconds(servers.random(below: 400)))
        }
    }
}

/// How many operations were answered; used on the run's thread only.
private final class AnswerCount: @unchecked Sendable {
    var count = 0
}
