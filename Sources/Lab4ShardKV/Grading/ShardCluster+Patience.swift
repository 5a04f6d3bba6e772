import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit
import LabRPC

// A scenario of Lab 4B about what it costs to wait.

extension ShardCluster {
    /// A shard is on its way for seconds, since who has it is down. A client that waits for it asks now and then.
    /// - Throws: `tooManyRPCs`.
    public func waitForAShard() async throws {
        // Without a pause, answers that come at once make for very many questions.
        world.network.conditions.latency = .uniform(.microseconds(100) ... .microseconds(500))
        try await join(100, 101)
        let client = makeClient()
        var values = try await fill(by: client)
        guard let shard = try await shards(of: 100).first,
            let key = (0..<10).first(where: { ShardConfig().shard(of: "\($0)") == shard })
        else { return }
        self[100].crashAll()
        try await leave(100)
        try await settle()
        async let value: Void = client.append("\(key)", " at last")
        // It finds out first that the group is down.
        try await sleep(for: .seconds(1))
        try await expectPatience(seconds: 2)
        self[100].startAll()
        try await value
        values[key] += " at last"
        try await client.expect(values[key], at: "\(key)")
    }

    private func expectPatience(seconds: Int) async throws {
        let calls = world.network.traffic.calls
        try await sleep(for: .seconds(seconds))
        let rpcs = world.network.traffic.calls - calls
        // Heartbeats and questions for the next configuration as ever. And each time that a clerk tries, it may ask two services
        // for something that goes through their logs; fifty times a second is often. Besides, groups may try twenty times a second
        // to move five shards with three servers that are down.
        let bound = seconds * (4 * 2 * 10 + 3 * 20 * 5 + 50 * 2 * 5 + 20 * 5 * 3)
        guard rpcs > bound else { return }
        throw LabFailure(
            .tooManyRPCs, nodes: machines(of: [101]),
            message: """
                in \(seconds) seconds in which one client waited for a shard that was on its way, the service used \(rpcs) RPCs; \
                \(bound) are allowed, which is enough for a clerk that tries again fifty times a second.
                """,
            question: """
                A group refuses, and the configuration is the same as before: what does the clerk do before it asks again?
                """)
    }
}
