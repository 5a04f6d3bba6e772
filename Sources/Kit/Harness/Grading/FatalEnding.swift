import Foundation
import Simulation
import Synchronization

/// Says which test and seed it was, which server, when and after which events, when lab code takes the whole process down: by
/// blocking the thread for good, or by a trap, such as an index out of range or an unwrapped nil. The tests that were to
/// follow don't run.
///
/// Whoever crashed may have done so in the middle of an allocation, so the process itself can only write what was prepared
/// before the run. A copy of it, with the same memory, tries to write the whole report; if it fails, nothing is lost.
enum FatalEnding {
    private struct Running {
        let test: String
        let seed: UInt64
        let points: Int
    }

    /// The signals that a trap, a wild pointer or an overflowing stack end in.
    private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

    /// Written between runs, and read by the watchdog and by copies of the process.
    private static let running = Mutex<Running?>(nil)
    /// The world of the run; used on the run's thread, and by copies of the process.
    package nonisolated(unsafe) static var world: World?
    /// Whether there is something to say about a crash. What follows is written while this is false, and read by the
    /// signal handler, which sets it back: two threads that crash say it once.
    private static let isArmed = Atomic(false)
    nonisolated(unsafe) private static var notice = SignalSafeBytes()
    nonisolated(unsafe) private static var resultsLine = SignalSafeBytes()
    /// Ends with a zero, as the system wants it; empty if there is no results file.
    nonisolated(unsafe) private static var resultsPath = SignalSafeBytes()
    /// What each signal did before, by its number.
    nonisolated(unsafe) private static let earlierActions = UnsafeMutablePointer<sigaction>.allocate(capacity: 32)

    /// Begins to watch, once in a process.
    package static func watch() { once }

    private static let once: Void = {
        Watchdog.patience = LabEnvironment.current.patience
        Watchdog.onAlarm(reportBlocked)
        catchSignals()
    }()

    /// Prepares for the worst before a run begins.
    static func runWillBegin(test: String, seed: UInt64, points: Int) {
        running.withLock { $0 = Running(test: test, seed: seed, points: points) }
        let path = LabEnvironment.current.results
        let result = result(seed: seed, of: nil, crash(by: nil))
        let line = path == nil ? nil : try? ResultsFile.line(for: result, test: test, points: points)
        isArmed.store(false, ordering: .sequentiallyConsistent)
        notice.replace(with: text(of: result, test).utf8)
        resultsLine.replace(with: line ?? Data())
        resultsPath.replace(with: path.map { Array($0.utf8) + [0] } ?? [])
        isArmed.store(true, ordering: .sequentiallyConsistent)
    }

    static func runsDidEnd() {
        isArmed.store(false, ordering: .sequentiallyConsistent)
        running.withLock { $0 = nil }
    }

    // MARK: - Words

    /// - Parameters:
    ///   - machine: whose code was running; nil if that isn't known.
    ///   - world: the run, if it may be looked at.
    private static func crash(by machine: Int?, in world: World? = nil) -> LabFailure {
        let whose =
            switch machine {
            case nil: "the code under test crashed the whole process"
            case .some(..<0): "code that ran for the test, on no server, crashed the whole process"
            case let number?: "\(name(of: number, in: world)) crashed the whole process"
            }
        return LabFailure(
            .crashed, nodes: machine.map { $0 < 0 ? [] : [$0] } ?? [],
            message: """
                \(whose): an index out of range, an unwrapped nil, an overflow or a recursion without end. The lines above \
                say where. The tests after this one do not run.
                """)
    }

    private static func block(by machine: Int?, in world: World?) -> LabFailure {
        LabFailure(
            .blocked, nodes: machine.map { [$0] } ?? [],
            message: """
                \(machine.map { name(of: $0, in: world) } ?? "the test") has blocked the thread for \(Watchdog.patience) real \
                seconds: look for a semaphore, a lock, sleep() or an endless loop without an await. Such a thread can't be \
                freed, so the tests after this one do not run.
                """)
    }

    private static func name(of machine: Int, in world: World?) -> String {
        world?.names[machine] ?? (machine < 0 ? "the test" : "a server")
    }

    /// - Parameter world: the run, if it may be looked at.
    private static func result(seed: UInt64, of world: World?, _ failure: LabFailure) -> RunResult {
        var failure = failure
        if let world { failure.virtualTime = world.seconds }
        return RunResult(
            seed: seed, failure: failure, virtualSeconds: failure.virtualTime, servers: 0,
            rpcs: world?.network.traffic.calls ?? 0, bytes: world?.network.traffic.bytes ?? 0, commits: 0, digest: "",
            steps: 0, wallMilliseconds: 0, options: world?.faults.description ?? "the process ended",
            names: world?.names ?? MachineNames(), hints: world?.hints ?? [], paper: "", beginning: nil,
            events: world.map {
                TraceReport.lastEvents(
                    LabEnvironment.current.events, in: $0.simulator.trace, names: $0.names, about: failure.nodes)
            } ?? [])
    }

    /// The report, and what the tests before came to.
    private static func text(of result: RunResult, _ test: String) -> String {
        let score = Gradebook.current.withLock { $0.score(isOver: false, seeds: LabEnvironment.current.seeds.count) }
        return "\nerror: \(Report.failed([result], first: result, test: test))\n" + (score.map { $0 + "\n" } ?? "")
    }

    private static func report(_ failure: LabFailure, of world: World?) {
        guard let running = running.withLock({ $0 }) else { return }
        let result = result(seed: running.seed, of: world, failure)
        var bytes = SignalSafeBytes()
        bytes.replace(with: text(of: result, running.test).utf8)
        bytes.write(to: STDOUT_FILENO)
        guard let path = LabEnvironment.current.results else { return }
        try? ResultsFile.append(result, test: running.test, points: running.points, to: path)
    }

    // MARK: - A copy of the process

    private typealias Fork = @convention(c) () -> pid_t
    /// Swift offers neither. `_Fork` takes no locks, so that a signal handler may call it; older systems don't have it.
    private static let (fork, forkInHandler) = (function("fork"), function("_Fork"))

    private static func function(_ name: String) -> Fork? {
        dlsym(dlopen(nil, RTLD_NOW), name).map { unsafeBitCast($0, to: Fork.self) }
    }

    /// Lets a copy of the process, in which only this thread lives on, do what the process itself may not.
    /// - Returns: whether it was done.
    private static func inCopy(_ fork: Fork?, _ body: () -> Void) -> Bool {
        guard let child = fork?(), child >= 0 else { return false }
        if child == 0 {
            for number in signals { signal(number, SIG_DFL) }
            alarm(10)
            body()
            _exit(0)
        }
        var status: Int32 = -1
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status == 0
    }

    // MARK: - A blocked thread

    private static let reportBlocked: @Sendable (Int?) -> Void = { machine in
        // In the copy the blocked thread is gone, and what it worked on stands still.
        if !inCopy(fork, { report(block(by: machine, in: world), of: world) }) {
            report(block(by: machine, in: nil), of: nil)
        }
    }

    // MARK: - A crash

    private static func catchSignals() {
        _ = (fork, forkInHandler)
        // A stack of its own, because the usual one may be what overflowed.
        let size = 1 << 20
        var stack = stack_t()
        stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        stack.ss_size = size
        sigaltstack(&stack, nil)
        for signal in signals {
            var action = sigaction()
            #if canImport(Darwin)
                action.__sigaction_u.__sa_handler = reportCrash
            #else
                action.__sigaction_handler.sa_handler = reportCrash
            #endif
            action.sa_flags = Int32(SA_ONSTACK)
            let earlier = earlierActions + Int(signal)
            earlier.initialize(to: sigaction())
            sigaction(signal, &action, earlier)
        }
    }

    /// Runs in a process that is broken, perhaps in the middle of an allocation: if its copy can't tell more, it writes what
    /// was prepared, and neither takes nor frees memory. Then the signal takes the course it would have taken.
    private static let reportCrash: @convention(c) (Int32) -> Void = { signal in
        if FatalEnding.isArmed.exchange(false, ordering: .sequentiallyConsistent),
            !FatalEnding.inCopy(FatalEnding.forkInHandler, { FatalEnding.reportCrashInFull() })
        {
            FatalEnding.notice.write(to: STDOUT_FILENO)
            if let path = FatalEnding.resultsPath.start {
                FatalEnding.resultsLine.write(to: open(path, O_WRONLY | O_APPEND))
            }
        }
        sigaction(signal, FatalEnding.earlierActions + Int(signal), nil)
        raise(signal)
    }

    private static func reportCrashInFull() {
        let machine = world.map { $0.simulator.currentMachine?.number ?? MachineNames.tester }
        report(crash(by: machine, in: world), of: world)
    }
}
