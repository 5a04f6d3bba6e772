import Harness
import LabRPC
import Simulation

/// What chaos may do to a cluster, besides cutting servers and links off and mending them.
public struct Chaos: OptionSet, Sendable {
    /// The sum of what is in it.
    public let rawValue: Int

    /// - Parameter rawValue: a sum of the values below.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Servers crash and restart.
    public static let crashes = Chaos(rawValue: 1)
    /// Messages are lost, repeated, overtake each other by far, and arrive many at a time.
    public static let messages = Chaos(rawValue: 2)
}

extension RaftCluster {
    /// Does one thing after the other to the cluster, by the seed's choice, and lets at most half a second pass between
    /// two of them. What it did stays as it is at the end: every test recovers its cluster when its scenario is over.
    /// - Parameters:
    ///   - duration: for how long.
    ///   - chaos: what it may do.
    public func run(_ chaos: Chaos, for duration: Duration) async throws {
        let end = world.seconds + duration / .seconds(1)
        while world.seconds < end {
            wreakHavoc(chaos)
            try await sleep(for: .milliseconds(random(below: 500)))
        }
    }

    private func wreakHavoc(_ chaos: Chaos) {
        let (server, other) = (random(below: size), random(below: size))
        switch random(below: 12) {
        case 0, 1: disconnect(server)
        case 2, 3, 4: start(server)
        case 5: setLink(from: server, to: other, isUp: false)
        case 6: partitionAtRandom()
        case 7: heal()
        case 8: world.network.setSlowdown(chance(0.5) ? 20 : 1, of: server)
        case 9 where chaos.contains(.crashes): crash(server)
        case 10 where chaos.contains(.crashes): restart(server)
        case 11 where chaos.contains(.messages): changeMessages()
        default: for server in 0..<size { start(server) }
        }
    }

    private func partitionAtRandom() {
        let sides = (0..<size).map { _ in random(below: 2) }
        partition([0, 1].map { side in (0..<size).filter { sides[$0] == side } })
    }

    private func changeMessages() {
        conditions.setUnreliable(chance(0.5))
        conditions.setLongReordering(chance(0.3))
        conditions.duplication = chance(0.5) ? 0.3 : 0
        conditions.arrivalInterval = chance(0.3) ? .milliseconds(20) : .zero
    }

    /// Submits a command to every server from time to time, as clients do that don't know who leads.
    /// - Parameters:
    ///   - duration: for how long.
    ///   - pause: the longest time between two commands.
    public func submitCommands(for duration: Duration, pause: Duration = .milliseconds(100)) async throws {
        let end = world.seconds + duration / .seconds(1)
        var number = 0
        while world.seconds < end {
            number += 1
            for server in 0..<size { _ = submit("command \(number) at S\(server)", to: server) }
            try await sleep(for: world.random.duration(in: .zero...pause))
        }
    }
}
