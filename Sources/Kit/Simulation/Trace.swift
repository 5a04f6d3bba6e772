/// What kind of thing happened. The module that causes events declares its own kinds.
public struct TraceKind: Sendable {
    /// Tells kinds apart in the digest; unique among all kinds.
    public let code: UInt64
    /// What people read, between subject and object: `S1 crashes`, `S1 asks S2`.
    public let verb: StaticString
    /// Whether people want to read of it. What they don't is in the digest only.
    public let isKept: Bool

    /// - Parameters:
    ///   - code: unique among all kinds.
    ///   - verb: what people read, between subject and object.
    ///   - isKept: whether people want to read of it.
    public init(code: UInt64, verb: StaticString, isKept: Bool = true) {
        self.code = code
        self.verb = verb
        self.isKept = isKept
    }

    /// A machine boots.
    public static let started = TraceKind(code: 1, verb: "starts")
    /// A machine crashes.
    public static let crashed = TraceKind(code: 2, verb: "crashes")
    /// Code on a machine says something; the event carries its text.
    public static let note = TraceKind(code: 3, verb: "notes:")
}

/// What an event was about, described only if someone reads it.
public protocol TraceDetail: AnyObject {
    /// One line for people.
    func describe(_ kind: TraceKind) -> String
}

/// One thing that happened.
public struct TraceEvent {
    /// When it happened.
    public let time: VirtualTime
    /// What kind of thing it was.
    public let kind: TraceKind
    /// The number of the machine that did it; nil for the test.
    public let subject: Int?
    /// The number of the other machine involved, if any.
    public let object: Int?
    /// What was said, for a note.
    public let text: String?
    /// What it was about.
    public let detail: (any TraceDetail)?
}

/// What happened in a run: a digest of everything, and the latest events in full.
public final class Trace {
    /// The fingerprint of the whole run so far.
    public private(set) var digest = Digest()
    /// How many events to be kept were recorded; the oldest may be gone.
    public private(set) var count = 0

    /// After this time no events are kept, only digested; nil to keep the latest of all.
    public var end: VirtualTime?

    /// The run's clock.
    var now = VirtualTime.zero
    /// Set when the run is over: how it is cleaned up is not part of it.
    var isClosed = false

    private let capacity: Int
    private var ring: [TraceEvent] = []

    /// - Parameter capacity: how many events are kept in full.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Adds an event.
    /// - Parameters:
    ///   - kind: what happened.
    ///   - subject: the machine that did it.
    ///   - object: the other machine involved.
    ///   - fingerprint: a number that follows from all that matters of the event, for the digest.
    ///   - text: what was said, for a note.
    ///   - detail: what it was about, described when the trace is read.
    public func record(
        _ kind: TraceKind, subject: Int?, object: Int? = nil, fingerprint: UInt64 = 0, text: String? = nil,
        detail: (any TraceDetail)? = nil
    ) {
        guard !isClosed else { return }
        if kind.isKept, end.map({ now <= $0 }) ?? true {
            keep(
                TraceEvent(time: now, kind: kind, subject: subject, object: object, text: text, detail: detail))
        }
        digest.mix(now.nanoseconds ^ kind.code << 56)
        digest.mix(UInt64(truncatingIfNeeded: subject ?? -1) << 32 ^ UInt64(truncatingIfNeeded: object ?? -1))
        digest.mix(fingerprint)
        if let text { digest.mix(text) }
    }

    private func keep(_ event: TraceEvent) {
        if ring.count < capacity {
            ring.append(event)
        } else if capacity > 0 {
            ring[count % capacity] = event
        }
        count += 1
    }

    /// Adds one step of a machine to the digest.
    func mixStep(of machine: Int) {
        guard !isClosed else { return }
        digest.mix(now.nanoseconds ^ UInt64(truncatingIfNeeded: machine) << 48)
    }

    /// The events that are kept, oldest first.
    public var events: [TraceEvent] {
        guard count > capacity, capacity > 0 else { return ring }
        let oldest = count % capacity
        return Array(ring[oldest...] + ring[..<oldest])
    }
}
