/// How much a run may do. The limits only ever end runs that went astray.
public struct Limits: Sendable {
    /// Jobs at one virtual instant.
    public var stepsAtOneInstant = 100_000
    /// Jobs in the whole run.
    public var steps = 10_000_000
    /// Jobs that a machine's tasks may take after its crash to end themselves; what goes on is parked for good.
    public var stepsAfterCrash = 10_000
    /// Virtual time at which the run must be over.
    public var time = VirtualTime(nanoseconds: 3_600_000_000_000)

    /// Limits that no sensible run reaches; change what you need.
    public init() {}
}
