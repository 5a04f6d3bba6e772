import Foundation
import XCTest

@testable import Simulation

/// How runs begin and end.
final class RunTests: XCTestCase {
    private struct Complaint: Error, Equatable {}

    func testARunThrowsWhatItsBodyThrows() {
        XCTAssertThrowsError(try simulate { _, _ in throw Complaint() }) { XCTAssertTrue($0 is Complaint) }
    }

    func testStopEndsTheRunWithItsError() {
        let notes = Notes()
        XCTAssertThrowsError(
            try simulate { simulator, machine in
                machine.spawn {
                    try? await machine.sleep(for: .seconds(1))
                    simulator.stop(with: Complaint())
                    simulator.stop(with: CancellationError())
                }
                do {
                    try await machine.sleep(for: .seconds(100))
                } catch {
                    notes.add("\(simulator.now) \(type(of: error))")
                    throw error
                }
            }
        ) { XCTAssertTrue($0 is Complaint, "the first error counts") }
        XCTAssertEqual(notes.lines, ["1.000000 s CancellationError"])
    }

    func testEverythingIsFreedAfterwards() throws {
        let census = Census()
        weak var simulator: Simulator?
        weak var machine: Machine?
        try {
            let newSimulator = Simulator(seed: 1)
            let newMachine = newSimulator.boot(number: 0, name: "S0")
            simulator = newSimulator
            machine = newMachine
            try newSimulator.run(on: newMachine) {
                let server = newSimulator.boot(number: 1, name: "S1")
                for machine in [newMachine, server] {
                    machine.spawn {
                        let subject = census.subject()
                        try? await machine.sleep(for: .seconds(1000))
                        subject.stay()
                    }
                    machine.perform {
                        _ = Task.detached {
                            let subject = census.subject()
                            while true { try await machine.sleep(for: .seconds(1)) }
                            subject.stay()
                        }
                    }
                }
                try await newMachine.sleep(for: .seconds(2))
                XCTAssertEqual(census.living, 4)
            }
        }()
        XCTAssertEqual(census.living, 0)
        XCTAssertNil(simulator)
        XCTAssertNil(machine)
    }

    /// A task that waits for something outside the simulation can't be ended, but holds nothing of the run.
    func testAfterwardsLateWorkDoesNothing() throws {
        let notes = Notes()
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        weak var simulator: Simulator?
        try {
            simulator = try simulate { _, machine in
                machine.perform {
                    _ = Task(executorPreference: machine.taskExecutor) { for await _ in stream { notes.add("late") } }
                }
                try await machine.sleep(for: .seconds(1))
            }
        }()
        continuation.yield(1)
        continuation.finish()
        Thread.sleep(forTimeInterval: 0.05)
        XCTAssertEqual(notes.lines, [])
        XCTAssertNil(simulator)
    }

    func testAMachineOfAnEndedRunIsInert() throws {
        let simulator = Simulator(seed: 1)
        let machine = simulator.boot(number: 0, name: "S0")
        try simulator.run(on: machine) {}
        XCTAssertFalse(machine.isRunning)
        XCTAssertNil(machine.simulator)
        machine.spawn { XCTFail("started") }
        machine.crash()
        XCTAssertEqual(machine.localTime, .zero)
        XCTAssertEqual(machine.perform { 42 }, 42)
    }

    func testRunsDoNotDisturbEachOther() throws {
        func digest() throws -> Digest {
            try simulate(seed: 42) { simulator, machine in
                for number in 1...3 {
                    let server = simulator.boot(number: number, name: "S\(number)")
                    server.spawn { while true { try? await server.sleep(for: .milliseconds(number)) } }
                }
                try await machine.sleep(for: .milliseconds(100))
            }.trace.digest
        }
        let first = try digest()
        _ = try? failure { _, machine in
            machine.spawn { while true { try? await machine.sleep(for: .seconds(1)) } }
            throw SimulationFailure(kind: .asleep, machine: nil, time: .zero, message: "")
        }
        XCTAssertEqual(try digest(), first)
    }

    /// A foreign job that came too late for the run before is not held against the next.
    func testForeignWorkOfAnEndedRunIsForgotten() throws {
        XCTAssertThrowsError(
            try simulate { simulator, machine in
                simulator.stop(with: Complaint())
                Self.wait { done in
                    Thread.detachNewThread {
                        _ = machine.isOnRunThread()
                        done()
                    }
                }
            }
        ) { XCTAssertTrue($0 is Complaint) }
        try simulate { _, machine in try await machine.sleep(for: .seconds(1)) }
    }

    private static func wait(for start: (@escaping @Sendable () -> Void) -> Void) {
        let done = DispatchSemaphore(value: 0)
        start { done.signal() }
        done.wait()
    }

    func testASimulatorRunsOnce() throws {
        let outcome = try ChildProcess.run("RunTests/testRunsTwice")
        XCTAssertNotEqual(outcome.status, 0)
        XCTAssertTrue(outcome.text.contains("a simulator runs once"), outcome.text)
    }

    func testRunsTwice() throws {
        try ChildProcess.isWhereThisRuns()
        let simulator = Simulator(seed: 1)
        let machine = simulator.boot(number: 0, name: "S0")
        try simulator.run(on: machine) {}
        try simulator.run(on: machine) {}
    }
}
