import LabRPC
import Simulation

/// Everything that goes wrong in a run besides what its scenario does, and how long things take, as the seed chooses. One
/// value: `World` begins and ends it, and all of it is printed with a failure.
package struct Faults: Sendable {
    /// The travel time of every message.
    package var latency: ClosedRange<Duration>
    /// Whether the network is in MIT's unreliable mode.
    package var isUnreliable = false
    /// How much faster or slower than true time a server's clock may run.
    let clockDrift: Double
    /// How long the harness's service above Raft may take for an entry, once in four; nil if it takes no time, or the service is
    /// the solution's own. While it does, other tasks of the server run, as they would on a real machine.
    package var applyPause: Duration?
    /// What else goes wrong; nil in a lab without weather.
    package var weather: Weather?

    package init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed, purpose: "options")
        let slowest: [Duration] = [.milliseconds(1), .milliseconds(1), .milliseconds(3), .milliseconds(10)]
        latency = .microseconds(100)...slowest[Int(generator.next(below: UInt64(slowest.count)))]
        let drifts = [0, 0, 0.001, 0.01]
        clockDrift = drifts[Int(generator.next(below: UInt64(drifts.count)))]
        applyPause = generator.chance(0.5) ? .milliseconds(2) : nil
    }

    /// What the network does to messages while nothing goes wrong with them.
    package var reliable: Conditions {
        .reliable(latency: latency.lowerBound == latency.upperBound ? .constant(latency.lowerBound) : .uniform(latency))
    }

    /// The rate of one server's clock.
    func clockRate(using generator: inout SeededGenerator) -> Double {
        guard clockDrift > 0 else { return 1 }
        return 1 + Double.random(in: -clockDrift...clockDrift, using: &generator)
    }
}

extension Faults: CustomStringConvertible {
    package var description: String {
        let (fastest, slowest) = (latency.lowerBound.milliseconds, latency.upperBound.milliseconds)
        return [
            isUnreliable ? "unreliable network" : "reliable network",
            "messages take \(fastest == slowest ? "\(fastest)" : "\(fastest) to \(slowest)") ms",
            clockDrift == 0 ? "true clocks" : "clocks within ±\(clockDrift * 100) %",
            applyPause.map { "a service that takes up to \(Int($0.milliseconds)) ms for an entry" },
            weather?.name,
        ].compactMap(\.self).joined(separator: ", ")
    }
}

extension Duration {
    fileprivate var milliseconds: Double { Double(wholeNanoseconds) / 1e6 }
}

extension World {
    /// Lets a weather begin that the seed chooses: seeds take turns, so that a few of them run each test in every weather.
    /// - Parameters:
    ///   - weathers: what there is to choose from.
    ///   - isTimed: whether the scenario measures speed, and so can't have weather that makes clients wait.
    package func begin(oneOf weathers: [Weather], isTimed: Bool) {
        let weather = weathers[Int((seed &- 1) % UInt64(weathers.count))]
        begin(isTimed && weather.isSlow ? .fair : weather)
    }

    private func begin(_ weather: Weather) {
        faults.weather = weather
        network.conditions.duplication = weather.duplication
        network.conditions.requestDelay = weather.requestDelay ?? network.conditions.requestDelay
        network.conditions.replyHold = weather.replyHold
        network.conditions.repliesOutliveServers = weather.crashAfterReply > 0
        nemesis.crashAfterReply = weather.crashAfterReply
        nemesis.crashAfterSave = weather.crashAfterSave
        nemesis.longestOutage = weather.longestOutage
    }

    /// Ends every fault between machines: nobody crashes any more, no message is held or lost, and all links among them are up.
    package func endFaults(among machines: [Int]) {
        nemesis.rest()
        messages.endAll()
        network.conditions = faults.reliable
        for machine in machines {
            network.setSlowdown(1, of: machine)
            for other in machines { network.setLink(from: machine, to: other, isUp: true) }
        }
    }
}
