import Harness
import Lab2RaftGrading
import LabKit

// Scenarios of Lab 3B beyond `ClientLoad`, MIT's first.

extension KVCluster {
    /// MIT's SnapshotRPC: a server that was away needs a snapshot, and then is part of the only majority.
    public func catchUpBySnapshot() async throws {
        let client = makeClient()
        try await client.put("a", "A")
        try await client.expect("A", at: "a")
        servers.partition([[0, 1], [2]])
        let inMajority = makeClient()
        setReach(of: inMajority, to: [0, 1])
        for number in 0..<50 { try await inMajority.put("\(number)", "\(number)") }
        try await sleep(for: servers.electionTimeout)
        try await inMajority.put("b", "B")
        try expectSizes()

        servers.partition([[0, 2], [1]])
        let withTheOther = makeClient()
        setReach(of: withTheOther, to: [0, 2])
        try await withTheOther.put("c", "C")
        try await withTheOther.put("d", "D")
        for (key, value) in [("a", "A"), ("b", "B"), ("1", "1"), ("49", "49")] {
            try await withTheOther.expect(value, at: key)
        }
        servers.heal()
        try await client.put("e", "E")
        for (key, value) in [("c", "C"), ("e", "E"), ("1", "1")] { try await client.expect(value, at: key) }
    }

    /// MIT's SnapshotSize: many operations on one key.
    /// - Throws: `stateTooLarge` if a snapshot takes more than 500 bytes, `tooSlow` if they take more than 20 s.
    public func staySmall() async throws {
        let client = makeClient()
        try await expectCheap(800, within: 20) {
            for _ in 0..<200 {
                for value in ["0", "1"] {
                    try await client.put("x", value)
                    try await client.expect(value, at: "x")
                }
            }
        }
        try expectSizes()
        try expectSnapshots(atMost: 500)
    }

    /// Clients write while servers lose their power right after a save.
    public func crashDuringSnapshots() async throws {
        servers.nemesis.longestOutage = .milliseconds(200)
        servers.nemesis.crashAfterSave = 0.02
        var load = ClientLoad(clients: 4)
        load.duration = .seconds(3)
        try await run(load)
    }

    /// Replies of writes are lost; then all servers take snapshots, crash and restart, and the clerks ask again.
    public func repeatAcrossRestarts() async throws {
        let clients = (0..<3).map { _ in makeClient() }
        let filler = makeClient()
        for round in 0..<6 {
            async let faults: Void = restartWhileDeaf(clients, round, filler)
            try await each(clients) { try await $0.append("k", " \(round).\($0.number)") }
            try await faults
            try await filler.get("k")
        }
    }

    private func restartWhileDeaf(_ clients: [KVClient<Clerk>], _ round: Int, _ filler: KVClient<Clerk>) async throws {
        // Long enough for the write to be executed, too short for its reply.
        try await sleep(for: .microseconds(200 + servers.random(below: 3000)))
        for client in clients { setHearing(of: client, isDeaf: true) }
        for number in 0..<12 { try await filler.put("f\(number % 3)", "\(round) \(number) of many more") }
        for server in 0..<size { servers.restart(server) }
        for client in clients { setHearing(of: client, isDeaf: false) }
    }
}
