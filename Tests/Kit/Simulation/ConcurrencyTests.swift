import XCTest

@testable import Simulation

/// Every way in which Swift starts or resumes work stays inside the simulation, on the machine that caused it, in an
/// order that the seed decides.
final class ConcurrencyTests: XCTestCase {
    private typealias Scenario = @Sendable (Machine, Log) async throws -> Void

    /// Notes what happens, when, and on which machine.
    private final class Log: @unchecked Sendable {
        let simulator: Simulator
        private(set) var lines: [String] = []

        init(_ simulator: Simulator) { self.simulator = simulator }

        func add(_ text: String) {
            XCTAssertTrue(RunThread.isCurrent, "\(text) ran on another thread")
            lines.append("\(simulator.now.nanoseconds) \(simulator.currentMachine?.name ?? "nobody") \(text)")
        }
    }

    /// Runs the scenario on `S1` and `S2` at once.
    private func lines(seed: UInt64, _ scenario: @escaping Scenario) throws -> (digest: Digest, lines: [String]) {
        let simulator = Simulator(seed: seed)
        let log = Log(simulator)
        let machine = simulator.boot(number: 0, name: "S0")
        try simulator.run(on: machine) {
            for number in 1...2 {
                let other = simulator.boot(number: number, name: "S\(number)")
                other.spawn {
                    do { try await scenario(other, log) } catch { XCTFail("\(error)") }
                    log.add("end")
                }
            }
            try await machine.sleep(for: .seconds(60))
        }
        return (simulator.trace.digest, log.lines)
    }

    /// - Parameter expected: the texts that each machine notes, in any order.
    private func check(
        _ expected: [String], file: StaticString = #filePath, line: UInt = #line, _ scenario: @escaping Scenario
    ) throws {
        var orders: Set<[String]> = []
        for seed in 1...8 as ClosedRange<UInt64> {
            let (digest, lines) = try lines(seed: seed, scenario)
            let again = try self.lines(seed: seed, scenario)
            XCTAssertEqual(lines, again.lines, "not deterministic", file: file, line: line)
            XCTAssertEqual(digest, again.digest, "not deterministic", file: file, line: line)
            for name in ["S1", "S2"] {
                let texts = lines.map { $0.split(separator: " ") }.filter { $0[1] == name }.map { String($0[2]) }
                XCTAssertEqual(texts.sorted(), (expected + ["end"]).sorted(), name, file: file, line: line)
            }
            orders.insert(lines)
        }
        XCTAssertGreaterThan(orders.count, 1, "every seed gave the same order", file: file, line: line)
    }

    func testUnstructuredTasks() throws {
        try check(["a", "b", "c"]) { machine, log in
            let tasks = ["a", "b", "c"].map { name in
                Task {
                    try await machine.sleep(for: .milliseconds(1))
                    log.add(name)
                }
            }
            for task in tasks { try await task.value }
        }
    }

    func testDetachedTasks() throws {
        try check(["a", "b", "c"]) { machine, log in
            let tasks = ["a", "b", "c"].map { name in
                Task.detached(priority: .background) {
                    await Task.yield()
                    try await machine.sleep(for: .milliseconds(1))
                    log.add(name)
                }
            }
            for task in tasks { try await task.value }
        }
    }

    func testTaskGroups() throws {
        try check(["a", "b", "c", "3"]) { machine, log in
            let count = try await withThrowingTaskGroup(of: Int.self) { group in
                for name in ["a", "b", "c"] {
                    group.addTask {
                        try await machine.sleep(for: .milliseconds(1))
                        log.add(name)
                        return 1
                    }
                }
                return try await group.reduce(0, +)
            }
            log.add("\(count)")
        }
    }

    func testDiscardingTaskGroups() throws {
        try check(["a", "b", "c"]) { machine, log in
            try await withThrowingDiscardingTaskGroup { group in
                for name in ["a", "b", "c"] {
                    group.addTask {
                        try await machine.sleep(for: .milliseconds(1))
                        log.add(name)
                    }
                }
            }
        }
    }

    func testAsyncLet() throws {
        try check(["a", "b", "2"]) { machine, log in
            @Sendable func one(_ name: String) async throws -> Int {
                try await machine.sleep(for: .milliseconds(1))
                log.add(name)
                return 1
            }
            async let first = one("a")
            async let second = one("b")
            log.add("\(try await first + second)")
        }
    }

    func testStreams() throws {
        try check(["0", "1", "2"]) { machine, log in
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
            let producer = Task {
                for number in 0..<3 {
                    continuation.yield(number)
                    try await machine.sleep(for: .milliseconds(1))
                }
                continuation.finish()
            }
            for await number in stream { log.add("\(number)") }
            try await producer.value
        }
    }

    func testContinuations() throws {
        try check(["42"]) { machine, log in
            let number = await withCheckedContinuation { continuation in
                Task {
                    try await machine.sleep(for: .milliseconds(1))
                    continuation.resume(returning: 42)
                }
            }
            log.add("\(number)")
        }
    }

    private actor Counter {
        private var count = 0

        func increment(_ machine: Machine, _ log: Log) async throws {
            count += 1
            try await machine.sleep(for: .milliseconds(1))
            log.add("\(count)")
        }
    }

    func testDefaultActors() throws {
        try check(["3", "3", "3"]) { machine, log in
            let counter = Counter()
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<3 { group.addTask { try await counter.increment(machine, log) } }
            }
        }
    }

    /// As lab code declares its actors: on the machine's own executor.
    private actor Server {
        let machine: Machine
        let log: Log
        nonisolated var unownedExecutor: UnownedSerialExecutor { machine.unownedExecutor }

        init(_ machine: Machine, _ log: Log) {
            self.machine = machine
            self.log = log
        }

        func serve() async throws {
            let task = Task { log.add("task") }
            try await helper()
            await task.value
        }

        nonisolated func helper() async throws {
            await Task.yield()
            log.add("helper")
        }

        @concurrent nonisolated func elsewhere() async { log.add("concurrent") }
    }

    func testActorsOfTheMachine() throws {
        try check(["task", "helper", "concurrent"]) { machine, log in
            let server = Server(machine, log)
            try await server.serve()
            await server.elsewhere()
        }
    }

    /// The event loop may look into an actor between two jobs.
    func testAnActorCanBeVisitedFromTheRunsThread() throws {
        try simulate { simulator, machine in
            let server = Server(machine, Log(simulator))
            XCTAssertTrue(Self.visit(server))
        }
    }

    private static func visit(_ server: Server) -> Bool {
        server.assumeIsolated { $0.machine.isRunning }
    }

    /// Work of one machine that lands on another: whoever makes a job without an executor ready, has it.
    func testAHandOverIsAttributedToTheReceiver() throws {
        try simulate { simulator, machine in
            let log = Log(simulator)
            let other = simulator.boot(number: 1, name: "S1")
            other.spawn { log.add("spawned") }
            other.perform { _ = Task.detached { log.add("performed") } }
            try await machine.sleep(for: .seconds(1))
            log.add("own")
            XCTAssertEqual(Set(log.lines), ["0 S1 spawned", "0 S1 performed", "1000000000 S0 own"])
        }
    }

    /// What wakes up is attributed to the sleeper's machine, not to whichever machine ran last.
    func testATimerIsAttributedToTheSleeper() throws {
        try simulate { simulator, machine in
            let log = Log(simulator)
            for number in 1...5 {
                let other = simulator.boot(number: number, name: "S\(number)")
                other.perform {
                    _ = Task.detached {
                        try await other.sleep(for: .milliseconds(5))
                        await Task.yield()
                        log.add("on \(other.name)")
                    }
                }
            }
            try await machine.sleep(for: .seconds(1))
            XCTAssertEqual(log.lines.sorted(), (1...5).map { "5000000 S\($0) on S\($0)" })
        }
    }

    /// A task that is cancelled by another machine's code still belongs to its own.
    func testACancelledSleepIsAttributedToTheSleeper() throws {
        try simulate { simulator, machine in
            let log = Log(simulator)
            let other = simulator.boot(number: 1, name: "S1")
            let sleeper = other.perform {
                Task.detached {
                    try? await other.sleep(for: .seconds(5))
                    log.add("cancelled")
                }
            }
            try await machine.sleep(for: .seconds(1))
            sleeper.cancel()
            await sleeper.value
            XCTAssertEqual(log.lines, ["1000000000 S1 cancelled"])
        }
    }
}
