/// A small, fast generator whose whole future follows from its seed: SplitMix64 (Steele, Lea and Flood, "Fast
/// Splittable Pseudorandom Number Generators", 2014).
///
/// ```swift
/// var generator = SeededGenerator(seed: 0x2a)
/// let port = Int.random(in: 1...6, using: &generator)
/// ```
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    @usableFromInline var state: UInt64

    /// - Parameter seed: any number; equal seeds give equal sequences.
    @inlinable
    public init(seed: UInt64) {
        state = seed
    }

    /// A generator for one purpose of a run. Each purpose draws from a stream of its own, so that, say, one more
    /// random message delay does not shift every election time-out.
    /// - Parameters:
    ///   - seed: the run's seed.
    ///   - purpose: any text that names the stream.
    public init(seed: UInt64, purpose: String) {
        var digest = Digest()
        digest.mix(seed)
        digest.mix(purpose)
        state = digest.value
    }

    /// The next number, evenly distributed over all 64-bit numbers.
    @inlinable
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, `bound`; 0 if `bound` is 0.
    @inlinable
    public mutating func next(below bound: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: bound).high
    }

    /// True with the given probability.
    /// - Parameter probability: from 0 (never) to 1 (always).
    @inlinable
    public mutating func chance(_ probability: Double) -> Bool {
        guard probability > 0 else { return false }
        return Double(next() >> 11) * 0x1p-53 < probability
    }

    /// A duration drawn evenly from the range, in steps of a nanosecond.
    public mutating func duration(in range: ClosedRange<Duration>) -> Duration {
        .nanoseconds(Int64(clamping: nanoseconds(in: range)))
    }

    /// A duration drawn evenly from the range, in nanoseconds; `Duration`'s own arithmetic takes longer.
    public mutating func nanoseconds(in range: ClosedRange<Duration>) -> UInt64 {
        let low = range.lowerBound.wholeNanoseconds
        let width = range.upperBound.wholeNanoseconds - low
        return low + next(below: width &+ 1)
    }
}
