/// Why a run could not go on: something the simulation does not allow, or a limit it ran into.
public struct SimulationFailure: Error, Equatable, Sendable {
    /// The ways in which a run can go astray.
    public enum Kind: String, Sendable {
        /// Code ran on and on at one instant without ever sleeping.
        case livelock
        /// The run took more steps than any sensible run does.
        case tooManySteps
        /// The run was not over within its virtual time.
        case timeLimit
        /// Nothing is left to run and nothing will ever happen.
        case asleep
        /// Work arrived from a real thread.
        case foreignThread
        /// Code slept on a real clock.
        case realSleep
        /// A second run was started while one is in progress.
        case nestedRun
        /// The runtime has no hook for global jobs.
        case noHook
    }

    /// What went wrong.
    public let kind: Kind
    /// The number of the machine that caused it, where one did.
    public let machine: Int?
    /// When it happened.
    public let time: VirtualTime
    /// One sentence for people: what was wrong, where, what to do.
    public let message: String
}

extension SimulationFailure.Kind {
    /// The sentence that explains a failure of this kind.
    func message(machine: String, time: VirtualTime, limits: Limits) -> String {
        switch self {
        case .livelock:
            """
            \(machine) ran \(limits.stepsAtOneInstant) steps at \(time) without sleeping once: look for a loop that \
            yields or retries without 'try await node.clock.sleep(for:)'.
            """
        case .tooManySteps:
            """
            the run took \(limits.steps) steps by \(time) and was stopped; \(machine) was busiest last: look for \
            messages or timers that multiply.
            """
        case .timeLimit:
            "the test was not over after \(limits.time.nanoseconds / 1_000_000_000) seconds of virtual time."
        case .asleep:
            """
            everything is asleep for ever at \(time): no timer is set, no message is under way, and the test still \
            waits. Look for a continuation that is never resumed, a stream that never ends, or code on the main actor, \
            which belongs to no node.
            """
        case .foreignThread:
            """
            work for \(machine) arrived from another thread at about \(time): lab code must not use DispatchQueue, \
            Thread, real timers or real I/O, because no seed can repeat them. Use Task and node.clock instead.
            """
        case .realSleep:
            """
            \(machine) slept on a real clock at \(time) (Task.sleep or ContinuousClock): sleep in virtual time, with \
            'try await node.clock.sleep(for:)'.
            """
        case .nestedRun:
            "a simulation is running already: one process runs one simulation at a time."
        case .noHook:
            "this Swift runtime has no swift_task_enqueueGlobal_hook, so runs could not be deterministic."
        }
    }
}
