import Harness
import Lab2RaftGrading
import LabKit

// Scenarios in which a command may reach the servers more than once, or look as if it did.

extension KVCluster {
    /// Clients append to one key: everything must be there once, and in each client's order.
    public func appendToOneKey(clients count: Int, times: Int) async throws {
        let reader = makeClient()
        try await reader.put("k", "begin")
        let clients = (0..<count).map { _ in makeClient() }
        try await each(clients) { client in
            for number in 0..<times { try await client.append("k", " x \(client.number) \(number) y") }
        }
        let value = try await reader.get("k")
        for client in clients {
            var rest = Substring(value)
            for number in 0..<times {
                let wanted = " x \(client.number) \(number) y"
                guard value.ranges(of: wanted).count == 1, let place = rest.range(of: wanted) else {
                    throw LabFailure(
                        .wrongValue, nodes: [client.machine],
                        message: """
                            of \(count) clients with \(times) appends each, C\(client.number)'s '\(wanted)' stands \
                            \(value.ranges(of: wanted).count) times in the value, or before an earlier one of its own.
                            """,
                        question:
                            "A clerk asks again when a reply is lost: how does a server know the same append again?")
                }
                rest = rest[place.upperBound...]
            }
        }
    }

    /// Three clients append the same letter to one key.
    public func writeTheSame() async throws {
        let clients = (0..<3).map { _ in makeClient() }
        try await each(clients) { client in for _ in 0..<20 { try await client.append("k", "x") } }
        try await clients[0].expect(String(repeating: "x", count: 60), at: "k")
    }

    /// Replies are lost for a while again and again, while clients append and others overwrite.
    public func loseReplies() async throws {
        let clients = (0..<4).map { _ in makeClient() }
        let end = world.seconds + 5
        async let faults: Void = loseReplies(until: end)
        try await each(clients, until: end, pause: .milliseconds(100)) { client, number in
            try await client.append("\(number % 2)", " \(client.number).\(number)")
            if number % 4 == 0 { try await client.get("\(number % 2)") }
        }
        try await faults
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
        let end = world.seconds + 2
        async let faults: Void = deafen(writers, until: end)
        async let writes: Void = each(writers, until: end, pause: .milliseconds(60)) { client, number in
            try await client.put("k", "\(client.number).\(number)")
        }
        try await each(readers, until: end, pause: .milliseconds(20)) { client, _ in try await client.get("k") }
        try await writes
        try await faults
    }

    private func deafen(_ clients: [KVClient<Clerk>], until end: Double) async throws {
        while world.seconds < end {
            let deaf = clients[servers.random(below: clients.count)]
            setHearing(of: deaf, isDeaf: true)
            try await sleep(for: .milliseconds(300))
            setHearing(of: deaf, isDeaf: false)
            try await sleep(for: .milliseconds(50))
        }
    }

    /// A write's first copies travel for seconds. Meanwhile its clerk has had an answer to a later copy and gone on, and many
    /// others have written the same key: what comes then was done long ago.
    public func copiesComeAfterManyOthers() async throws {
        let slow = makeClient()
        try await slow.put("k", "begin")
        setTravelTime(.seconds(3), of: slow)
        async let first: Void = slow.put("k", "old")
        try await sleep(for: .seconds(1))
        setTravelTime(nil, of: slow)
        try await first
        // So the copies are not of its last command.
        try await slow.put("other", "since")
        try await slow.get("k")
        try await each((0..<40).map { _ in makeClient() }) { client in
            for number in 0..<3 { try await client.put("k", "\(client.number).\(number)") }
        }
        let last = makeClient()
        try await last.put("k", "new")
        try await sleep(for: .seconds(3))
        try await last.expect("new", at: "k")
    }
}
