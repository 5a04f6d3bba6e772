/// A node's random numbers. They follow from the run's seed, so a failed run can be repeated.
///
/// ```swift
/// let pause = node.random.duration(in: .milliseconds(300) ... .milliseconds(600))
/// ```
public struct NodeRandom: RandomNumberGenerator {
    let platform: any Platform

    /// The next random number, evenly distributed.
    public func next() -> UInt64 { platform.nextRandom() }

    /// A duration from the range, evenly distributed.
    public func duration(in range: ClosedRange<Duration>) -> Duration {
        let steps = UInt64(1) << 32
        let step = next() % (steps + 1)
        return range.lowerBound + (range.upperBound - range.lowerBound) * Double(step) / Double(steps)
    }
}
