import LabRPC
import Simulation

/// What a seed chooses about a run, beyond every single random draw. All of it is printed with a failure.
package struct RunOptions: Sendable {
    /// The travel time of every message.
    package var latency: ClosedRange<Duration>
    /// How much faster or slower than true time a server's clock may run.
    let clockDrift: Double
    /// How long the harness's service above Raft may take for an entry, once in four; nil if it takes no time, or the service is
    /// the solution's own. While it does, other tasks of the server run, as they would on a real machine.
    package var applyPause: Duration?

    package init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed, purpose: "options")
        let slowest: [Duration] = [.milliseconds(1), .milliseconds(1), .milliseconds(3), .milliseconds(10)]
        latency = .microseconds(100)...slowest[Int(generator.next(below: UInt64(slowest.count)))]
        let drifts = [0, 0, 0.001, 0.01]
        clockDrift = drifts[Int(generator.next(below: UInt64(drifts.count)))]
        applyPause = generator.chance(0.5) ? .milliseconds(2) : nil
    }

    /// The rate of one server's clock.
    func clockRate(using generator: inout SeededGenerator) -> Double {
        guard clockDrift > 0 else { return 1 }
        return 1 + Double.random(in: -clockDrift...clockDrift, using: &generator)
    }
}

extension RunOptions: CustomStringConvertible {
    package var description: String {
        let (fastest, slowest) = (latency.lowerBound.milliseconds, latency.upperBound.milliseconds)
        let times = fastest == slowest ? "\(fastest)" : "\(fastest) to \(slowest)"
        let clocks = clockDrift == 0 ? "true clocks" : "clocks within ±\(clockDrift * 100) %"
        let service = applyPause == nil ? "" : ", a service that takes up to 2 ms for an entry"
        return "messages take \(times) ms, \(clocks)\(service)"
    }
}

extension Duration {
    fileprivate var milliseconds: Double { Double(wholeNanoseconds) / 1e6 }
}
