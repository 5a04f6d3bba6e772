import Foundation
import XCTest

@testable import Simulation

/// What ends a run that went astray, and what it says.
final class GuardTests: XCTestCase {
    func testALivelockNamesTheBusyMachine() throws {
        var limits = Limits()
        limits.stepsAtOneInstant = 500
        let failure = try failure(limits: limits) { simulator, machine in
            let idler = simulator.boot(number: 1, name: "S1")
            let spinner = simulator.boot(number: 2, name: "S2")
            try await machine.sleep(for: .milliseconds(1500))
            idler.spawn { for _ in 0..<10 { await Task.yield() } }
            spinner.spawn { while true { await Task.yield() } }
            try await machine.sleep(for: .seconds(1))
        }
        XCTAssertEqual(failure.kind, .livelock)
        XCTAssertEqual(failure.machine, 2)
        XCTAssertEqual(failure.time, .zero + .milliseconds(1500))
        XCTAssertEqual(
            failure.message,
            "S2 ran 500 steps at 1.500000 s without sleeping once: look for a loop that yields or retries without "
                + "'try await node.clock.sleep(for:)'.")
    }

    /// A cancelled task's sleep throws at once, so a loop that ignores the error is a livelock, not a blocked thread.
    func testALoopThatIgnoresItsCancellationIsALivelock() throws {
        let failure = try failure { simulator, machine in
            let server = simulator.boot(number: 2, name: "S2")
            server.spawn {
                withUnsafeCurrentTask { $0?.cancel() }
                while true { try? await server.sleep(for: .milliseconds(10)) }
            }
            try await machine.sleep(for: .seconds(1))
        }
        XCTAssertEqual(failure.kind, .livelock)
        XCTAssertEqual(failure.machine, 2)
    }

    func testManyStepsAtManyInstantsAreNoLivelock() throws {
        var limits = Limits()
        limits.stepsAtOneInstant = 500
        try simulate(limits: limits) { _, machine in
            for _ in 0..<20 {
                for _ in 0..<100 { await Task.yield() }
                try await machine.sleep(for: .nanoseconds(1))
            }
        }
    }

    func testTooManySteps() throws {
        var limits = Limits()
        limits.steps = 1000
        let failure = try failure(limits: limits) { _, machine in
            while true { try await machine.sleep(for: .milliseconds(1)) }
        }
        XCTAssertEqual(failure.kind, .tooManySteps)
        XCTAssertEqual(failure.machine, 0)
        XCTAssertEqual(
            failure.message,
            "the run took 1000 steps by \(failure.time) and was stopped; S0 was busiest last: look for messages or "
                + "timers that multiply.")
    }

    func testTimeLimit() throws {
        var limits = Limits()
        limits.time = .zero + .seconds(120)
        let failure = try failure(limits: limits) { _, machine in
            while true { try await machine.sleep(for: .seconds(7)) }
        }
        XCTAssertEqual(failure.kind, .timeLimit)
        XCTAssertNil(failure.machine)
        XCTAssertEqual(failure.time, .zero + .seconds(119))
        XCTAssertEqual(failure.message, "the test was not over after 120 seconds of virtual time.")
    }

    func testTheTimeLimitItselfIsStillInTime() throws {
        var limits = Limits()
        limits.time = .zero + .seconds(120)
        try simulate(limits: limits) { _, machine in try await machine.sleep(for: .seconds(120)) }
    }

    func testEverythingAsleep() throws {
        let failure = try failure { _, machine in
            try await machine.sleep(for: .seconds(3))
            for await _ in AsyncStream<Int>.makeStream().stream {}
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
            for await _ in stream {}
            continuation.finish()
        }
        XCTAssertEqual(failure.kind, .asleep)
        XCTAssertNil(failure.machine)
        XCTAssertEqual(
            failure.message,
            "everything is asleep for ever at 3.000000 s: no timer is set, no message is under way, and the test still "
                + "waits. Look for a continuation that is never resumed, a stream that never ends, or code on the main "
                + "actor, which belongs to no node.")
    }

    func testARuntimeWithoutTheHook() throws {
        let simulator = Simulator(seed: 1)
        let machine = simulator.boot(number: 0, name: "S0")
        XCTAssertThrowsError(try simulator.run(on: machine, hasHook: false) { XCTFail("ran") }) { error in
            let failure = error as? SimulationFailure
            XCTAssertEqual(failure?.kind, .noHook)
            XCTAssertNil(failure?.machine)
            XCTAssertEqual(
                failure?.message,
                "this Swift runtime has no swift_task_enqueueGlobal_hook, so runs could not be deterministic.")
        }
        // Nothing had begun.
        try simulator.run(on: machine) { try await machine.sleep(for: .seconds(1)) }
    }

    func testANestedRun() throws {
        try simulate { _, machine in
            do {
                try simulate { _, _ in XCTFail("ran") }
                XCTFail("did not fail")
            } catch let failure as SimulationFailure {
                XCTAssertEqual(failure.kind, .nestedRun)
                XCTAssertEqual(
                    failure.message,
                    "a simulation is running already: one process runs one simulation at a time.")
            }
            // The outer run goes on undisturbed.
            try await machine.sleep(for: .seconds(1))
        }
    }

    func testARunOnAnotherThreadIsANestedRun() throws {
        try simulate { _, _ in
            let kind = Self.onAnotherThread { () -> SimulationFailure.Kind? in
                do { try simulate { _, _ in } } catch { return (error as? SimulationFailure)?.kind }
                return nil
            }
            XCTAssertEqual(kind, .nestedRun)
        }
    }

    /// Runs `body` on a real thread and waits for it.
    private static func onAnotherThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value?) -> Value? {
        let box = Box<Value>()
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            box.value = body()
            done.signal()
        }
        done.wait()
        return box.value
    }

    private final class Box<Value>: @unchecked Sendable {
        var value: Value?
    }
}
