import Harness
import Lab2RaftGrading
import LabKit

// Scenarios that measure what operations cost.

extension KVCluster {
    /// A thousand appends by one client, three for each heartbeat interval of 100 ms.
    public func measureSpeed(appends: Int = 1000) async throws {
        let client = makeClient()
        try await client.put("x", "")
        let expected = (0..<appends).map { " \($0)" }.joined()
        try await expectCheap(appends, within: Double(appends) / 30) {
            for number in 0..<appends { try await client.append("x", " \(number)") }
        }
        try await client.expect(expected, at: "x")
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
                .tooSlow, nodes: [client.machine], section: "8",
                message: """
                    \(operations) appends by C\(client.number) took \(seconds.brief) s, though S\(leader) leads and had \
                    answered it before; 1 s is allowed. Two other servers are down.
                    """,
                question: "Whom does the clerk ask first: the server that answered last, or always the same one?")
        }
    }

    /// Clients that know nobody do one thing each: a server that doesn't lead says so, and the next one is asked.
    /// - Throws: `tooSlow`.
    public func greetStrangers() async throws {
        try await makeClient().put("k", "begin")
        let (start, count, limit) = (world.seconds, 10, 3.5)
        for _ in 0..<count { try await makeClient().append("k", " x") }
        let seconds = world.seconds - start
        guard seconds > limit else { return }
        throw LabFailure(
            .tooSlow, section: "8",
            message: """
                \(count) new clients, one after the other, took \(seconds.brief) s to append once each, though all servers run \
                and can talk; \(limit.brief) s are allowed.
                """,
            question: """
                What does a server say to a request when it doesn't lead, and when? And what does the clerk do with that?
                """)
    }

    /// A cluster of one server commits at once, so that what it was given may be executed before `start` has returned to who
    /// called it.
    /// - Throws: `tooSlow`.
    public func serveAlone() async throws {
        try await makeClient().put("k", "begin")
        let (start, rounds, limit) = (world.seconds, 30, 3.0)
        try await each((0..<3).map { _ in makeClient() }) { client in
            for number in 0..<rounds {
                try await client.append("k", " \(client.number).\(number)")
                try await client.get("k")
            }
        }
        let seconds = world.seconds - start
        if seconds > limit {
            throw LabFailure(
                .tooSlow, nodes: [0], section: "8",
                message: """
                    3 clients took \(seconds.brief) s to append and get \(rounds) times each, though the cluster is one server, \
                    which commits at once; \(limit.brief) s are allowed.
                    """,
                question: """
                    Is who waits for a command entered before the command can be executed, or noticed if it has been executed \
                    already?
                    """)
        }
        servers.restart(0)
        try await makeClient().get("k")
    }

    /// Operations that are done one after the other, while nothing goes wrong, may take only so long and so many RPCs.
    /// - Parameters:
    ///   - operations: how many there are.
    ///   - limit: the seconds that all may take.
    ///   - body: does them.
    /// - Throws: `tooSlow`, `tooManyRPCs` or `tooFewRPCs`.
    func expectCheap(_ operations: Int, within limit: Double, _ body: () async throws -> Void) async throws {
        let (start, before) = (world.seconds, world.network.traffic)
        try await body()
        let seconds = world.seconds - start
        if seconds > limit {
            throw LabFailure(
                .tooSlow, section: "8",
                message: """
                    \(operations) operations one after the other took \(seconds.brief) s; \(limit.brief) are allowed.
                    """,
                question: """
                    Does start() wait for the next heartbeat until it sends, does the server look only now and then for \
                    what was applied, or does a snapshot make clients wait?
                    """)
        }
        // For each operation the client's request and one to each follower, and half as many to spare.
        let bound = operations * size * 3 / 2 + Int(seconds * 10 + 1) * (size - 1)
        try servers.expectRPCs(
            world.network.traffic.calls - before.calls, within: operations...bound, to: "do \(operations) operations",
            since: before,
            question: """
                Does the clerk ask one server at a time, first the one that answered last? And do followers hear of a \
                commit with the next entries or the next heartbeat, not in a message of its own?
                """)
    }
}

extension Double {
    /// With one digit after the point.
    fileprivate var brief: String { formatted(.number.precision(.fractionLength(1))) }
}
