/// A point on the simulation's own clock, counted in nanoseconds from the start of the run.
///
/// Nothing in a run reads a real clock: time stands still while code runs and jumps to the next event when
/// nothing is left to run.
///
/// ```swift
/// let deadline = simulator.now + .milliseconds(50)
/// ```
public struct VirtualTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since the start of the run.
    public var nanoseconds: UInt64

    /// The start of the run.
    public static let zero = VirtualTime(nanoseconds: 0)

    /// - Parameter nanoseconds: nanoseconds since the start of the run.
    @inlinable
    public init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Seconds since the start of the run, for people to read.
    public var seconds: Double { Double(nanoseconds) / 1e9 }

    /// Whether the left time is earlier.
    @inlinable
    public static func < (left: VirtualTime, right: VirtualTime) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The time `duration` later. A negative duration counts as zero; the far end of time is never passed.
    public static func + (time: VirtualTime, duration: Duration) -> VirtualTime {
        time.advanced(byNanoseconds: duration.wholeNanoseconds)
    }

    /// The time so many nanoseconds later; the far end of time is never passed.
    public func advanced(byNanoseconds count: UInt64) -> VirtualTime {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(count)
        return VirtualTime(nanoseconds: overflow ? .max : sum)
    }

    /// Moves a time `duration` later. A negative duration counts as zero; the far end of time is never passed.
    public static func += (time: inout VirtualTime, duration: Duration) { time = time + duration }

    /// The time that passed from `earlier` to `later`; zero if `later` is not later.
    public static func - (later: VirtualTime, earlier: VirtualTime) -> Duration {
        guard later > earlier else { return .zero }
        return .nanoseconds(Int64(clamping: later.nanoseconds - earlier.nanoseconds))
    }
}

extension VirtualTime: CustomStringConvertible {
    /// Seconds with microseconds, for example `3.141592 s`.
    public var description: String {
        let microseconds = nanoseconds / 1000
        let fraction = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - fraction.count))\(fraction) s"
    }
}

extension Duration {
    /// The duration in nanoseconds, between 0 and `UInt64.max`.
    public var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowed) = whole.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
        return overflow || overflowed ? .max : sum
    }
}
