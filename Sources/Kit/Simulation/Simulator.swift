/// A deterministic simulation in virtual time.
///
/// One thread runs everything. Jobs that are ready wait in a list from which a seeded generator draws the next; when
/// none is ready, the clock jumps to the next event. A run is a pure function of the seed and of the code it runs.
///
/// ```swift
/// let simulator = Simulator(seed: 0x2a)
/// let machine = simulator.boot(number: 0, name: "S0")
/// try simulator.run(on: machine) {
///     try await machine.sleep(until: machine.localTime + .seconds(600))  // takes microseconds
/// }
/// ```
public final class Simulator: @unchecked Sendable {
    // @unchecked: a run has one thread, see RunThread.

    /// The seed from which everything random in the run follows.
    public let seed: UInt64
    /// How much the run may do before it is stopped.
    public let limits: Limits
    /// What happened.
    public let trace: Trace
    /// The time of the event that is happening.
    public private(set) var now = VirtualTime.zero
    /// The machine whose code is running.
    public private(set) var currentMachine: Machine?
    /// Called after each step of a running machine that was isolated to one of its actors, when nobody's code is
    /// running: the place to look at what it did. Other steps can't have changed an actor's state, and are followed by a
    /// call only if somebody asks for it, see `lookAfterThisStep`. And after a step in which the machine crashed: what that
    /// step did since is nobody's affair, but a look may tell what it was about. It is told whether the step was isolated.
    public var didStep: ((Machine, _ isIsolated: Bool) -> Void)?
    /// Called when the time is up, while all machines still run: the place to see who waits, and to stop the run for it.
    public var didRunOut: (() -> Void)?
    /// Jobs run so far.
    public private(set) var steps = 0

    private var events = EventQueue()
    private var ready: [ReadyJob] = []
    private var choices: SeededGenerator
    private var machines: [Machine] = []
    private var trials: [Machine] = []
    private var ending: Result<Void, any Error>?
    private var stepsAtInstant = 0
    /// Whether somebody wants to look when the step that runs is over.
    private var isLookAsked = false
    /// Whether jobs that are made ready now are about to hop to their machine's actor executor.
    private var startsOnActor = false

    private struct ReadyJob {
        let job: UnownedJob
        let machine: Machine
        let isIsolated: Bool
    }

    /// - Parameters:
    ///   - seed: equal seeds give equal runs.
    ///   - limits: how much the run may do.
    ///   - traceCapacity: how many of the latest events are kept in full.
    public init(seed: UInt64, limits: Limits = Limits(), traceCapacity: Int = 1024) {
        self.seed = seed
        self.limits = limits
        trace = Trace(capacity: traceCapacity)
        choices = SeededGenerator(seed: seed, purpose: "scheduler")
    }

    // MARK: - Machines and events

    /// Starts a machine.
    /// - Parameters:
    ///   - number: by which traces and other machines know it; a restarted machine keeps its number.
    ///   - name: what people read.
    ///   - clockRate: how fast its clock runs; 1 is true time.
    public func boot(number: Int, name: String, clockRate: Double = 1) -> Machine {
        let machine = Machine(number: number, name: name, clockRate: clockRate, simulator: self)
        machines.append(machine)
        trace.record(.started, subject: number)
        // Tasks that wind up after the end may still boot machines; those must not run on.
        if ending != nil { machine.crash() }
        return machine
    }

    /// A machine for a trial, such as what a restart would find on a disk. The trace doesn't tell of it, and no network
    /// knows it; crash it when the trial is over.
    public func bootForTrial(number: Int, name: String) -> Machine {
        let machine = Machine(number: number, name: name, clockRate: 1, isTrial: true, simulator: self)
        // Tasks that the trial started must find their executor until they have ended.
        trials.append(machine)
        return machine
    }

    /// Lets an event happen at `time`, or now if that is past.
    public func schedule(_ event: any Event, at time: VirtualTime) {
        events.insert(event, at: max(time, now))
    }

    /// When a machine next wakes from a sleep, within bounds; nil if it doesn't. It looks at all events that are scheduled.
    public func nextTimer(of machine: Machine, from start: VirtualTime, to end: VirtualTime) -> VirtualTime? {
        events.firstTime(in: start.nanoseconds...max(start, end).nanoseconds) { $0.isTimer && $0.machine === machine }
    }

    /// Lets a waiting task go on.
    ///
    /// Swift resumes every continuation as code without isolation and has it hop to its actor from there, which takes a
    /// job more. Whoever waits knows its actor, so a job that is about to hop there starts there.
    /// - Parameter isActorWaiting: whether code isolated to an actor of `machine` waits.
    func resume(on machine: Machine, isActorWaiting: Bool, _ body: () -> Void) {
        startsOnActor = isActorWaiting
        defer { startsOnActor = false }
        perform(as: machine, body)
    }

    /// Runs `body` as if `machine` did it.
    func perform<Value>(as machine: Machine?, _ body: () throws -> Value) rethrows -> Value {
        let caller = currentMachine
        currentMachine = machine
        defer { currentMachine = caller }
        return try body()
    }

    // MARK: - The run

    /// Runs `body` as a task on `machine` and lets virtual time pass until it ends. Afterwards every machine is
    /// crashed, so that all tasks end and free what they hold; a simulator runs once.
    /// - Throws: what `body` throws, the error given to `stop(with:)`, or a `SimulationFailure`.
    public func run(on machine: Machine, _ body: @escaping @Sendable () async throws -> Void) throws {
        try run(on: machine, hasHook: GlobalExecutorHook.isInstalled, body)
    }

    /// - Parameter hasHook: whether jobs without an executor are caught; without that no run is deterministic.
    func run(on machine: Machine, hasHook: Bool, _ body: @escaping @Sendable () async throws -> Void) throws {
        guard machine.simulator === self else { fatalError("a simulator runs once, on a machine of its own") }
        guard hasHook else { throw failure(.noHook, machine: nil) }
        guard RunThread.begin() else { throw failure(.nestedRun, machine: nil) }
        GlobalExecutorHook.simulator = self
        Watchdog.runDidBegin()
        defer {
            shutDown()
            Watchdog.runDidEnd()
            GlobalExecutorHook.simulator = nil
            RunThread.end()
        }
        machine.spawn {
            do {
                try await body()
                self.end(.success(()))
            } catch {
                self.end(.failure(error))
            }
        }
        while ending == nil { step() }
        try ending!.get()
    }

    /// Ends the run after the current step.
    public func stop(with error: any Error) {
        end(.failure(error))
    }

    private func end(_ result: Result<Void, any Error>) {
        if ending == nil { ending = result }
    }

    func fail(_ kind: SimulationFailure.Kind, machine: Machine?) {
        stop(with: failure(kind, machine: machine))
    }

    private func failure(_ kind: SimulationFailure.Kind, machine: Machine?) -> SimulationFailure {
        SimulationFailure(
            kind: kind, machine: machine?.number, time: now,
            message: kind.message(machine: machine?.name ?? "the test", time: now, limits: limits))
    }

    /// Whose a job without an executor of its own is: that of the machine whose code made it ready. What the
    /// simulation itself makes ready counts as the first machine's.
    var machineForGlobalJob: Machine? { currentMachine ?? machines.first }

    /// Lets a job run some time at this instant.
    /// - Parameter isIsolated: whether it is isolated to one of the machine's actors.
    func makeReady(_ job: UnownedJob, on machine: Machine, isIsolated: Bool) {
        ready.append(ReadyJob(job: job, machine: machine, isIsolated: isIsolated || startsOnActor))
    }

    /// Runs one job, or lets the next event happen if no job is ready. All events of one instant happen before the jobs
    /// that they make ready, so that the seed may interleave those in any way.
    private func step() {
        if let number = RunThread.takeForeignWork() {
            return fail(.foreignThread, machine: machines.last { $0.number == number })
        }
        if let next = drawReady() {
            run(next)
        } else if let time = events.nextTime {
            guard time <= limits.time else {
                didRunOut?()
                return fail(.timeLimit, machine: nil)
            }
            advance(to: time)
            while ending == nil, events.nextTime == time {
                let event = events.removeFirst()
                perform(as: event.machine) { event.happen() }
            }
        } else {
            fail(.asleep, machine: nil)
        }
    }

    private func advance(to time: VirtualTime) {
        guard time > now else { return }
        now = time
        trace.now = time
        stepsAtInstant = 0
    }

    /// Takes a ready job by the seed's choice.
    private func drawReady() -> ReadyJob? {
        guard ready.count > 1 else { return ready.popLast() }
        let index = Int(choices.next(below: UInt64(ready.count)))
        ready.swapAt(index, ready.count - 1)
        return ready.removeLast()
    }

    private func run(_ next: ReadyJob) {
        let machine = next.machine
        let isAlive = machine.isRunning
        if !isAlive {
            machine.stepsAfterCrash += 1
            // A task that goes on after its machine's crash is parked: it never runs again.
            guard machine.stepsAfterCrash <= limits.stepsAfterCrash else { return }
        }
        count(machine)
        isLookAsked = false
        currentMachine = machine
        if next.isIsolated {
            // Without naming a task executor: Swift compares it at every hop, and most tasks prefer none.
            next.job.runSynchronously(on: machine.unownedExecutor)
        } else {
            next.job.runSynchronously(on: machine.taskExecutor.asUnownedTaskExecutor())
        }
        currentMachine = nil
        if isAlive, ending == nil, next.isIsolated || isLookAsked || !machine.isRunning {
            didStep?(machine, next.isIsolated)
        }
    }

    /// Lets `didStep` follow the step that runs, whether it is isolated to an actor or not: something has left the machine.
    public func lookAfterThisStep() { isLookAsked = true }

    private func count(_ machine: Machine) {
        steps += 1
        stepsAtInstant += 1
        trace.mixStep(of: machine.number)
        Watchdog.beat(machine: machine.number)
        if machine.busyInstant != now {
            machine.busyInstant = now
            machine.stepsAtInstant = 0
        }
        machine.stepsAtInstant += 1
        if stepsAtInstant > limits.stepsAtOneInstant {
            fail(.livelock, machine: busiestMachine)
        } else if steps > limits.steps {
            fail(.tooManySteps, machine: busiestMachine)
        }
    }

    /// The machine that took most of the steps at this instant.
    private var busiestMachine: Machine? {
        machines.filter { $0.busyInstant == now }.max { $0.stepsAtInstant < $1.stepsAtInstant }
    }

    /// Crashes every machine and lets their tasks end.
    private func shutDown() {
        trace.isClosed = true
        for machine in machines + trials { machine.crash() }
        while let next = drawReady() { run(next) }
        events.removeAll()
        for machine in machines + trials { machine.retire() }
        machines.removeAll()
        trials.removeAll()
        didStep = nil
        didRunOut = nil
    }
}
