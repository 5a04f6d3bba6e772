/// A node's clock: a standard `Clock` that measures time on that node.
///
/// ```swift
/// let deadline = node.clock.now + .milliseconds(300)
/// try await node.clock.sleep(until: deadline)
/// ```
public struct NodeClock: Clock {
    /// A point in time on one node's clock. Never send it to another node: there it means nothing.
    public struct Instant: InstantProtocol {
        /// Nanoseconds since an arbitrary start.
        var nanoseconds: UInt64

        /// The instant `duration` later, or earlier if negative; stops at the ends of time.
        public func advanced(by duration: Duration) -> Instant {
            let (seconds, attoseconds) = duration.components
            let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            let (shift, overflowed) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
            if overflow || overflowed { return Instant(nanoseconds: seconds < 0 ? 0 : .max) }
            let (sum, passedEnd) = nanoseconds.addingReportingOverflow(shift.magnitude)
            if shift >= 0 { return Instant(nanoseconds: passedEnd ? .max : sum) }
            return Instant(nanoseconds: nanoseconds > shift.magnitude ? nanoseconds - shift.magnitude : 0)
        }

        /// The time from this instant to `other`; negative if `other` is earlier.
        public func duration(to other: Instant) -> Duration {
            other.nanoseconds >= nanoseconds
                ? .nanoseconds(Int64(clamping: other.nanoseconds - nanoseconds))
                : .zero - .nanoseconds(Int64(clamping: nanoseconds - other.nanoseconds))
        }

        /// Whether the left instant is earlier; both must be of one node's clock.
        public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

        // What the standard clocks' instants offer too; `InstantProtocol` itself has no operators.

        /// The instant `duration` later.
        public static func + (instant: Instant, duration: Duration) -> Instant { instant.advanced(by: duration) }
        /// The instant `duration` earlier.
        public static func - (instant: Instant, duration: Duration) -> Instant {
            instant.advanced(by: .zero - duration)
        }
        /// The time from the right instant to the left one.
        public static func - (left: Instant, right: Instant) -> Duration { right.duration(to: left) }
        /// Moves an instant `duration` later.
        public static func += (instant: inout Instant, duration: Duration) { instant = instant + duration }
        /// Moves an instant `duration` earlier.
        public static func -= (instant: inout Instant, duration: Duration) { instant = instant - duration }
    }

    let platform: any Platform

    /// What the clock shows.
    public var now: Instant { Instant(nanoseconds: platform.nanoseconds) }

    /// One nanosecond.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// Suspends until the clock shows `deadline`. Other tasks of the node run meanwhile, so anything may have changed.
    /// - Throws: `CancellationError` when the task is cancelled or the node crashes.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try await platform.sleep(untilNanoseconds: deadline.nanoseconds, isolation: #isolation)
    }

    /// Suspends for `duration`. Other tasks of the node run meanwhile, so anything may have changed.
    /// - Throws: `CancellationError` when the task is cancelled or the node crashes.
    public func sleep(for duration: Duration) async throws {
        try await sleep(until: now.advanced(by: duration))
    }
}
