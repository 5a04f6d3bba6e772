#if os(Linux)
    @_spi(ExperimentalScheduling) import _Concurrency
#endif

/// The executor of the code that runs on one machine: its actors are isolated to it, its tasks prefer it. A job that
/// becomes ready goes to the simulator's ready list; nothing runs by itself.
final class MachineExecutor: SerialExecutor, TaskExecutor, @unchecked Sendable {
    // @unchecked: code on any thread but the run's is turned away before it touches anything.

    /// Nil once the run is over: whatever still wakes up then is not run any more.
    var machine: Machine?
    private let name: String
    private let number: Int

    init(number: Int, name: String) {
        self.number = number
        self.name = name
    }

    func enqueue(_ job: consuming ExecutorJob) {
        guard isOnRunThread(), let machine else { return }
        machine.simulator?.makeReady(UnownedJob(job), on: machine)
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    func asUnownedTaskExecutor() -> UnownedTaskExecutor {
        UnownedTaskExecutor(ordinary: self)
    }

    /// The event loop may look into an actor between two jobs: then nothing else runs, which is all that isolation
    /// promises.
    func checkIsolated() {
        precondition(RunThread.isCurrent, "\(name) belongs to the simulation's thread")
    }

    func isIsolatingCurrentContext() -> Bool? {
        RunThread.isCurrent
    }

    /// Whether the caller is on the run's thread. If not, the run is told to fail and the caller must do nothing: work
    /// from a real thread arrives at a moment that no seed decides.
    func isOnRunThread() -> Bool {
        if RunThread.isCurrent { return true }
        RunThread.reportForeignWork(for: number)
        return false
    }
}

#if os(Linux)
    // `Task.sleep` and the real clocks ask the current executor to schedule the wake-up, if it can. This one can, and
    // uses the chance to refuse: real time must not decide anything. Without this the wake-up would come from a timer
    // thread, long after the run is over.
    extension MachineExecutor: SchedulingExecutor {
        func enqueue<C: Clock>(
            _ job: consuming ExecutorJob, after delay: C.Duration, tolerance: C.Duration?, clock: C
        ) {
            refuseRealSleep()
        }

        func enqueue<C: Clock>(
            _ job: consuming ExecutorJob, at instant: C.Instant, tolerance: C.Duration?, clock: C
        ) {
            refuseRealSleep()
        }

        private func refuseRealSleep() {
            guard isOnRunThread(), let machine else { return }
            machine.simulator?.fail(.realSleep, machine: machine)
        }
    }
#endif
