/// One boot of one simulated machine: the executor its code runs on, its clock, and all that ends when it crashes.
///
/// A machine that restarts is a new `Machine` with the same number; what survives a crash is kept elsewhere.
///
/// ```swift
/// let machine = simulator.boot(number: 0, name: "S0")
/// machine.spawn { try? await machine.sleep(until: machine.localTime + .milliseconds(50)) }
/// machine.crash()
/// ```
public final class Machine: @unchecked Sendable {
    // @unchecked: a run has one thread. Work from any other is turned away by the executor.

    /// The number by which traces and other machines know it; the same after a restart.
    public let number: Int
    /// The name people read, for example `S2`.
    public let name: String
    /// How fast its clock runs: 1 is true time, 1.01 gains 1 %.
    public let clockRate: Double

    /// The simulation it belongs to; nil once the run is over.
    public internal(set) var simulator: Simulator?
    /// False after a crash.
    public private(set) var isRunning = true

    let actorExecutor: MachineActorExecutor
    let taskExecutor: MachineTaskExecutor
    private var dependents = DependentList()
    /// Jobs run at the instant `busyInstant`, to find the one that loops without sleeping.
    var stepsAtInstant = 0
    var busyInstant = VirtualTime.zero
    /// Jobs run after the crash.
    var stepsAfterCrash = 0

    /// Whether the trace is silent about it.
    private let isTrial: Bool

    init(number: Int, name: String, clockRate: Double, isTrial: Bool = false, simulator: Simulator) {
        self.isTrial = isTrial
        self.number = number
        self.name = name
        self.clockRate = clockRate
        self.simulator = simulator
        actorExecutor = MachineActorExecutor(number: number, name: name)
        taskExecutor = MachineTaskExecutor(number: number, name: name)
        actorExecutor.machine = self
        taskExecutor.machine = self
    }

    /// Forgets the simulation when the run is over, so that a task that never ends keeps nothing else.
    func retire() {
        simulator = nil
        actorExecutor.machine = nil
        taskExecutor.machine = nil
    }

    // MARK: - Tasks

    /// The executor that actors of this machine run on; valid as long as the machine.
    public var unownedExecutor: UnownedSerialExecutor { actorExecutor.asUnownedSerialExecutor() }

    /// Starts a task that ends with the machine: a crash cancels it. Its children and whatever it calls stay on
    /// this machine.
    /// - Parameters:
    ///   - actor: an actor of this machine to start on, which saves the way there and back; nil for none.
    ///   - body: what to do.
    public func spawn(on actor: (any Actor)? = nil, _ body: @escaping @Sendable () async -> Void) {
        guard isRunning else { return }
        let root = RootTask()
        dependents.append(root)
        if let actor {
            root.task = perform { start(body, as: root, on: actor) }
        } else {
            root.task = Task(executorPreference: taskExecutor) {
                await body()
                self.dependents.remove(root)
            }
        }
    }

    private func start(
        _ body: @escaping @Sendable () async -> Void, as root: RootTask, on actor: some Actor
    ) -> Task<Void, Never> {
        actor.assumeIsolated { actor in
            Task {
                _ = actor  // A task that mentions its isolated actor starts there.
                await body()
                self.dependents.remove(root)
            }
        }
    }

    /// Ties something to this machine's life.
    /// - Returns: false if the machine has crashed already; then it isn't tied and `machineDidCrash` won't come.
    public func adopt(_ dependent: Dependent) -> Bool {
        guard isRunning else { return false }
        dependents.append(dependent)
        return true
    }

    /// Unties something that is over; harmless if it is not tied.
    public func release(_ dependent: Dependent) {
        dependents.remove(dependent)
    }

    /// Whether the caller is on the run's thread. If not, the run is told to fail, and the caller must do nothing.
    public func isOnRunThread() -> Bool { actorExecutor.isOnRunThread() }

    // MARK: - Crash

    /// Pulls the plug: from now on nothing this machine does has an effect, its tasks are cancelled, its sleeps throw
    /// `CancellationError`, and whatever its tasks wait for is released so that they end and free their memory.
    public func crash() {
        guard isRunning else { return }
        isRunning = false
        if !isTrial { simulator?.trace.record(.crashed, subject: number) }
        perform {
            while let dependent = dependents.popFirst() { dependent.machineDidCrash() }
        }
    }

    /// Lets a task of this machine go on, by resuming its continuation in `body`.
    /// - Parameter isActorWaiting: whether code isolated to one of its actors waits.
    public func resume(isActorWaiting: Bool, _ body: () -> Void) {
        guard let simulator else { return body() }
        simulator.resume(on: self, isActorWaiting: isActorWaiting, body)
    }

    /// Runs `body` as if this machine did it: the jobs that it makes ready belong to this machine.
    public func perform<Value>(_ body: () throws -> Value) rethrows -> Value {
        guard let simulator else { return try body() }
        return try simulator.perform(as: self, body)
    }

    // MARK: - Time

    /// What this machine's clock shows.
    public var localTime: VirtualTime {
        localTime(at: simulator?.now ?? .zero)
    }

    private func localTime(at time: VirtualTime) -> VirtualTime {
        clockRate == 1 ? time : VirtualTime(nanoseconds: UInt64(Double(time.nanoseconds) * clockRate))
    }

    /// The true time at which this machine's clock shows `local`.
    public func trueTime(ofLocal local: VirtualTime) -> VirtualTime {
        guard clockRate != 1 else { return local }
        let nanoseconds = (Double(local.nanoseconds) / clockRate).rounded(.up)
        guard nanoseconds < 0x1p63 else { return VirtualTime(nanoseconds: .max) }
        // Rounding may have lost the last nanosecond, and whoever wakes must find the deadline reached.
        var time = VirtualTime(nanoseconds: UInt64(nanoseconds))
        while localTime(at: time) < local { time.nanoseconds += 1 }
        return time
    }

    /// Suspends the task until this machine's clock shows `deadline`; lets others run even if that is past.
    /// - Parameters:
    ///   - deadline: when to go on.
    ///   - isolation: the caller's actor. Taking it here keeps the closures below on that actor; otherwise each would
    ///     hop off it and back, at the cost of a job a time.
    /// - Throws: `CancellationError` when the task is cancelled or the machine crashes.
    public func sleep(until deadline: VirtualTime, isolation: isolated (any Actor)? = #isolation) async throws {
        guard isOnRunThread() else { throw CancellationError() }
        guard isRunning, !Task.isCancelled, let simulator else {
            // Never without a step: a loop that ignores the error can then be counted and stopped.
            await Task.yield()
            throw CancellationError()
        }
        let sleeper = Sleeper(machine: self, isActorWaiting: isolation != nil)
        try await withTaskCancellationHandler {
            _ = isolation
            try await withUnsafeThrowingContinuation(isolation: isolation) { continuation in
                guard sleeper.begin(continuation) else { return }
                simulator.schedule(sleeper, at: trueTime(ofLocal: deadline))
            }
        } onCancel: {
            sleeper.cancel()
        }
    }
}

/// A task that `spawn` started.
private final class RootTask: Dependent, @unchecked Sendable {
    var task: Task<Void, Never>?

    override func machineDidCrash() { task?.cancel() }
}

/// A task asleep: woken by its time, by cancellation or by a crash, whichever comes first.
private final class Sleeper: Dependent, Event, @unchecked Sendable {
    private let sleeping: Machine
    private let isActorWaiting: Bool
    private var continuation: UnsafeContinuation<Void, any Error>?
    private var isCancelled = false

    init(machine: Machine, isActorWaiting: Bool) {
        sleeping = machine
        self.isActorWaiting = isActorWaiting
    }

    var machine: Machine? { sleeping }
    // A sleep that is over stays in the queue, but wakes nobody.
    var isTimer: Bool { continuation != nil }

    /// - Returns: false if the sleep was over before it began.
    func begin(_ continuation: UnsafeContinuation<Void, any Error>) -> Bool {
        guard !isCancelled, sleeping.adopt(self) else {
            continuation.resume(throwing: CancellationError())
            return false
        }
        self.continuation = continuation
        return true
    }

    func happen() { end(.success(())) }

    func cancel() {
        guard sleeping.isOnRunThread() else { return }
        isCancelled = true
        end(.failure(CancellationError()))
    }

    override func machineDidCrash() { end(.failure(CancellationError())) }

    /// Wakes the task; later endings change nothing.
    private func end(_ result: Result<Void, any Error>) {
        guard let continuation else { return }
        self.continuation = nil
        sleeping.release(self)
        sleeping.resume(isActorWaiting: isActorWaiting) { continuation.resume(with: result) }
    }
}
