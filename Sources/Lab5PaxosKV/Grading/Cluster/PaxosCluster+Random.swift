import Harness
import LabKit

// Scenarios in which chance decides.

extension PaxosCluster {
    /// Three proposers and a reader on a few instances, while messages are lost, repeated and overtake each other, and servers
    /// restart.
    public func proposeAtRandom(rounds: Int) async throws {
        world.setLatency(.milliseconds(1) ... .milliseconds(20))
        world.network.conditions.requestLoss = 0.15
        world.network.conditions.replyLoss = 0.15
        world.network.conditions.duplication = 0.12
        world.network.conditions.repliesOutliveServers = true
        world.nemesis.crashAfterReply = 0.02
        world.nemesis.crashAfterSave = 0.01
        var instances: [Instance] = []
        for round in 0..<rounds {
            let x = Instance(key: "x", version: round + 1)
            instances.append(x)
            for server in 0..<size { _ = propose("\(round) of S\(server)", at: x, by: server) }
            for _ in 0..<2 { _ = read(x, by: random(below: size)) }
            try await pass(Double(random(below: 10)))
        }
        try await pass(20)
        endFaults()
        for x in instances { try await expectOneValue(of: x) }
    }

    /// Once a server has read a value, all read it. Before that a majority may know of no vote, and a read returns nothing,
    /// though a single vote is left that the next reader meets and finishes.
    private func expectOneValue(of x: Instance) async throws {
        let values = [
            try await end(of: read(x, by: 0)), try await end(of: read(x, by: 1)), try await end(of: read(x, by: 2)),
        ]
        guard Set(values.drop { $0 == nil }).count > 1 else { return }
        throw wrongDecision(
            "servers read one after the other different values of \(x.brief): \(values.map { $0?.content ?? "nothing" }.joined(separator: ", "))."
        )
    }
}
