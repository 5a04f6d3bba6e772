#if os(Linux)
    @_spi(ExperimentalScheduling) import _Concurrency
#endif

/// Where the code of one machine runs. A job that becomes ready goes to the simulator's ready list; nothing runs by
/// itself.
///
/// A machine has two executors, because Swift saves a job wherever code stays on the executor it is on, and tells the
/// two cases apart: `MachineActorExecutor` for code isolated to an actor, `MachineTaskExecutor` for code that is not.
class MachineExecutor: @unchecked Sendable {
    // @unchecked: code on any thread but the run's is turned away before it touches anything.

    /// Nil once the run is over: whatever still wakes up then is not run any more.
    var machine: Machine?
    fileprivate let name: String
    private let number: Int

    init(number: Int, name: String) {
        self.number = number
        self.name = name
    }

    fileprivate func makeReady(_ job: UnownedJob, isIsolated: Bool) {
        guard isOnRunThread(), let machine else { return }
        machine.simulator?.makeReady(job, on: machine, isIsolated: isIsolated)
    }

    /// Whether the caller is on the run's thread. If not, the run is told to fail and the caller must do nothing: work
    /// from a real thread arrives at a moment that no seed decides.
    func isOnRunThread() -> Bool {
        if RunThread.isCurrent { return true }
        RunThread.reportForeignWork(for: number)
        return false
    }

    fileprivate func refuseRealSleep() {
        guard isOnRunThread(), let machine else { return }
        machine.simulator?.fail(.realSleep, machine: machine)
    }
}

/// Runs a machine's actors, one job at a time.
final class MachineActorExecutor: MachineExecutor, SerialExecutor, @unchecked Sendable {
    func enqueue(_ job: consuming ExecutorJob) {
        makeReady(UnownedJob(job), isIsolated: true)
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    /// The event loop may look into an actor between two jobs: then nothing else runs, which is all that isolation
    /// promises.
    func checkIsolated() {
        precondition(RunThread.isCurrent, "\(name) belongs to the simulation's thread")
    }

    func isIsolatingCurrentContext() -> Bool? {
        RunThread.isCurrent
    }
}

/// Runs the rest of a machine's code: what is isolated to no actor.
final class MachineTaskExecutor: MachineExecutor, TaskExecutor, @unchecked Sendable {
    func enqueue(_ job: consuming ExecutorJob) {
        makeReady(UnownedJob(job), isIsolated: false)
    }

    func asUnownedTaskExecutor() -> UnownedTaskExecutor {
        UnownedTaskExecutor(ordinary: self)
    }
}

#if os(Linux)
    // `Task.sleep` and the real clocks ask the current executor to schedule the wake-up, if it can. These can, and use
    // the chance to refuse: real time must not decide anything. Without this the wake-up would come from a timer
    // thread, long after the run is over.

    extension MachineActorExecutor: SchedulingExecutor {
        func enqueue<C: Clock>(_ job: consuming ExecutorJob, after: C.Duration, tolerance: C.Duration?, clock: C) {
            refuseRealSleep()
        }

        func enqueue<C: Clock>(_ job: consuming ExecutorJob, at: C.Instant, tolerance: C.Duration?, clock: C) {
            refuseRealSleep()
        }
    }

    extension MachineTaskExecutor: SchedulingExecutor {
        func enqueue<C: Clock>(_ job: consuming ExecutorJob, after: C.Duration, tolerance: C.Duration?, clock: C) {
            refuseRealSleep()
        }

        func enqueue<C: Clock>(_ job: consuming ExecutorJob, at: C.Instant, tolerance: C.Duration?, clock: C) {
            refuseRealSleep()
        }
    }
#endif
