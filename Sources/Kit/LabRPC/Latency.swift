import Foundation
import Simulation

/// How long a message travels: a distribution from which each message draws its own time.
public enum Latency: Sendable, Equatable {
    /// Always the same.
    case constant(Duration)
    /// Evenly between two bounds.
    case uniform(ClosedRange<Duration>)
    /// At least `minimum`, and beyond it exponentially distributed: most messages are quick, a few are late.
    case exponential(minimum: Duration, mean: Duration)
    /// Log-normal around a median, as measured on wide-area links; `sigma` 0.3 is calm, 1 is wild.
    case logNormal(median: Duration, sigma: Double)

    /// The travel time of one message, in nanoseconds.
    func draw(using generator: inout SeededGenerator) -> UInt64 {
        switch self {
        case .constant(let duration):
            return duration.wholeNanoseconds
        case .uniform(let range):
            return generator.nanoseconds(in: range)
        case .exponential(let minimum, let mean):
            let spread = max(0, mean.inSeconds - minimum.inSeconds)
            return minimum.wholeNanoseconds + UInt64(-log(generator.unitInterval()) * spread * 1e9)
        case .logNormal(let median, let sigma):
            // Box and Muller's transform of two even draws into one normal one.
            let radius = (-2 * log(generator.unitInterval())).squareRoot()
            let normal = radius * cos(2 * .pi * generator.unitInterval())
            return UInt64(min(median.inSeconds * exp(sigma * normal) * 1e9, 1e18))
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double { Double(wholeNanoseconds) / 1e9 }
}

extension SeededGenerator {
    /// A number above 0 and at most 1.
    fileprivate mutating func unitInterval() -> Double {
        (Double(next() >> 11) + 1) * 0x1p-53
    }
}
