import XCTest

@testable import Simulation

final class CrashTests: XCTestCase {
    func testATaskAndItsChildrenEndAndFreeTheirMemory() throws {
        try simulate { simulator, machine in
            let census = Census()
            let server = simulator.boot(number: 1, name: "S1")
            server.spawn {
                let subject = census.subject()
                await withDiscardingTaskGroup { group in
                    for _ in 0..<3 {
                        group.addTask {
                            let subject = census.subject()
                            while !Task.isCancelled { try? await server.sleep(for: .milliseconds(10)) }
                            subject.stay()
                        }
                    }
                    async let child: Void = {
                        let subject = census.subject()
                        for await _ in AsyncStream<Int>.makeStream().stream {}
                        subject.stay()
                    }()
                    await child
                }
                subject.stay()
            }
            try await machine.sleep(for: .seconds(1))
            XCTAssertEqual(census.living, 5)
            server.crash()
            XCTAssertFalse(server.isRunning)
            try await machine.sleep(for: .zero)
            for _ in 0..<100 { await Task.yield() }
            XCTAssertEqual(census.living, 0)
        }
    }

    func testASleepThrowsCancellationErrorAtOnce() throws {
        try simulate { simulator, machine in
            let notes = Notes()
            let server = simulator.boot(number: 1, name: "S1")
            server.spawn {
                do {
                    try await server.sleep(for: .seconds(100))
                } catch {
                    notes.add("\(type(of: error)) at \(simulator.now)")
                }
            }
            try await machine.sleep(for: .seconds(1))
            server.crash()
            try await machine.sleep(for: .milliseconds(1))
            XCTAssertEqual(notes.lines, ["CancellationError at 1.000000 s"])
        }
    }

    /// A task that the machine's code started on its own isn't cancelled, but its sleep ends.
    func testAnUnstructuredTaskEndsWithItsSleep() throws {
        try simulate { simulator, machine in
            let census = Census()
            let server = simulator.boot(number: 1, name: "S1")
            server.spawn {
                Task {
                    let subject = census.subject()
                    while true { try await server.sleep(for: .milliseconds(10)) }
                    subject.stay()
                }
            }
            try await machine.sleep(for: .seconds(1))
            XCTAssertEqual(census.living, 1)
            server.crash()
            try await machine.sleep(for: .milliseconds(1))
            XCTAssertEqual(census.living, 0)
        }
    }

    func testNothingStartsOnACrashedMachine() throws {
        try simulate { simulator, machine in
            let server = simulator.boot(number: 1, name: "S1")
            server.crash()
            server.spawn { XCTFail("started") }
            XCTAssertFalse(server.adopt(Dependent()))
            do {
                try await server.sleep(until: .zero)
                XCTFail("slept")
            } catch {
                XCTAssertTrue(error is CancellationError)
            }
            try await machine.sleep(for: .seconds(1))
        }
    }

    func testACrashHappensOnce() throws {
        let simulator = try simulate { simulator, machine in
            let server = simulator.boot(number: 1, name: "S1")
            server.crash()
            server.crash()
        }
        let verbs = simulator.trace.events.filter { $0.subject == 1 }.map(\.kind.verb.description)
        XCTAssertEqual(verbs, ["starts", "crashes"])
    }

    /// Dependents end in the order in which they came, each once; those that left are left alone.
    func testDependentsEndOldestFirst() throws {
        final class Noting: Dependent {
            let notes: Notes
            let label: String
            init(_ notes: Notes, _ label: String) {
                self.notes = notes
                self.label = label
            }
            override func machineDidCrash() { notes.add(label) }
        }
        try simulate { simulator, machine in
            let notes = Notes()
            let server = simulator.boot(number: 1, name: "S1")
            let dependents = ["a", "b", "c", "d", "e"].map { Noting(notes, $0) }
            for dependent in dependents { XCTAssertTrue(server.adopt(dependent)) }
            for index in [0, 2, 2, 4] { server.release(dependents[index]) }
            XCTAssertTrue(server.adopt(dependents[0]))
            server.crash()
            server.crash()
            XCTAssertEqual(notes.lines, ["b", "d", "a"])
        }
    }

    // MARK: - Tasks that go on regardless

    private func assertIsParked(_ body: @escaping @Sendable (Machine) async -> Void) throws {
        let steps = Notes()
        var limits = Limits()
        limits.stepsAfterCrash = 50
        let simulator = try simulate(limits: limits) { simulator, machine in
            let server = simulator.boot(number: 1, name: "S1")
            server.spawn {
                while true {
                    if !server.isRunning { steps.add("") }
                    await body(server)
                }
            }
            try await machine.sleep(for: .seconds(1))
            server.crash()
            try await machine.sleep(for: .seconds(1))
        }
        XCTAssertEqual(simulator.now, .zero + .seconds(2))
        XCTAssertTrue((1...50).contains(steps.lines.count), "\(steps.lines.count) rounds after the crash")
    }

    func testALoopThatIgnoresItsCancellationIsParked() throws {
        try assertIsParked { machine in
            if machine.isRunning { try? await machine.sleep(for: .milliseconds(10)) } else { await Task.yield() }
        }
    }

    /// The commonest loop in lab code that forgets about crashes.
    func testALoopThatIgnoresTheErrorOfItsSleepIsParked() throws {
        try assertIsParked { try? await $0.sleep(for: .milliseconds(10)) }
    }

    /// When the run is over, every machine crashes; nothing that goes on may hold up the end.
    func testEndlessTasksDoNotKeepTheRunFromEnding() throws {
        try simulate { simulator, machine in
            let server = simulator.boot(number: 1, name: "S1")
            server.spawn { while true { try? await server.sleep(for: .milliseconds(10)) } }
            machine.spawn { while true { try? await machine.sleep(for: .milliseconds(10)) } }
            try await machine.sleep(for: .seconds(1))
        }
    }

    /// A task that restarts servers as long as it is let, also while the run is being wound up.
    func testAMachineBootedAfterTheEndIsDead() throws {
        let notes = Notes()
        try simulate { simulator, machine in
            machine.spawn {
                try? await machine.sleep(for: .seconds(10))
                let late = simulator.boot(number: 1, name: "S1")
                notes.add("running: \(late.isRunning)")
                late.spawn { while true { await Task.yield() } }
            }
            try await machine.sleep(for: .seconds(1))
        }
        XCTAssertEqual(notes.lines, ["running: false"])
    }
}
