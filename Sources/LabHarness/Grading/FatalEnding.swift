import Foundation
import Simulation
import Synchronization

/// Says which test and seed it was when lab code takes the whole process down: by blocking the thread for good, or by a
/// trap, such as an index out of range or an unwrapped nil. The tests that were to follow don't run.
enum FatalEnding {
    private struct Running {
        let test: String
        let seed: UInt64
        let points: Int
    }

    /// The signals that a trap, a wild pointer or an overflowing stack end in.
    private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

    private static let running = Mutex<Running?>(nil)
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
    static func watch() { once }

    private static let once: Void = {
        Watchdog.patience = LabEnvironment.current.patience
        Watchdog.onAlarm(reportBlocked)
        catchSignals()
    }()

    /// Prepares for the worst before a run begins.
    static func runWillBegin(test: String, seed: UInt64, points: Int) {
        running.withLock { $0 = Running(test: test, seed: seed, points: points) }
        let path = LabEnvironment.current.results
        let result = result(
            seed: seed, kind: .crashed, nodes: [],
            message: """
                the code under test crashed the whole process: an index out of range, an unwrapped nil, an overflow or a \
                recursion without end. The lines above say where. The tests after this one do not run.
                """)
        let line = path == nil ? nil : try? ResultsFile.line(for: result, test: test, points: points)
        isArmed.store(false, ordering: .sequentiallyConsistent)
        notice.replace(with: "\nerror: \(Report.failed([result], first: result, test: test))\n".utf8)
        resultsLine.replace(with: line ?? Data())
        resultsPath.replace(with: path.map { Array($0.utf8) + [0] } ?? [])
        isArmed.store(true, ordering: .sequentiallyConsistent)
    }

    static func runsDidEnd() {
        isArmed.store(false, ordering: .sequentiallyConsistent)
        running.withLock { $0 = nil }
    }

    private static func result(seed: UInt64, kind: LabFailure.Kind, nodes: [Int], message: String) -> RunResult {
        RunResult(
            seed: seed, failure: LabFailure(kind, nodes: nodes, message: message), virtualSeconds: 0, servers: 0,
            rpcs: 0, bytes: 0, commits: 0, digest: "", steps: 0, wallMilliseconds: 0, options: "the process ended",
            hints: [], events: [])
    }

    // MARK: - A blocked thread

    private static let reportBlocked: @Sendable (Int?) -> Void = { machine in
        guard let running = running.withLock({ $0 }) else { return }
        let node = machine.flatMap { $0 < 0 ? nil : $0 }
        let result = result(
            seed: running.seed, kind: .blocked, nodes: node.map { [$0] } ?? [],
            message: """
                \(node.map { "S\($0)" } ?? "the test") has blocked the thread for \(Watchdog.patience) real seconds: \
                look for a semaphore, a lock, sleep() or an endless loop without an await. Such a thread can't be freed, \
                so the tests after this one do not run.
                """)
        if let path = LabEnvironment.current.results {
            try? ResultsFile.append(result, test: running.test, points: running.points, to: path)
        }
        print("error: " + Report.failed([result], first: result, test: running.test))
    }

    // MARK: - A crash

    private static func catchSignals() {
        // A stack of its own, because the usual one may be what overflowed.
        let size = 1 << 16
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

    /// Runs in a process that is broken, perhaps in the middle of an allocation: writes what was prepared, and neither
    /// takes nor frees memory. Then the signal takes the course it would have taken.
    private static let reportCrash: @convention(c) (Int32) -> Void = { signal in
        if FatalEnding.isArmed.exchange(false, ordering: .sequentiallyConsistent) {
            FatalEnding.notice.write(to: STDOUT_FILENO)
            if let path = FatalEnding.resultsPath.start {
                FatalEnding.resultsLine.write(to: open(path, O_WRONLY | O_APPEND))
            }
        }
        sigaction(signal, FatalEnding.earlierActions + Int(signal), nil)
        raise(signal)
    }
}
