import Foundation
import XCTest

@testable import Simulation

/// Work that comes from a real thread ends the run, whatever it wants.
final class ForeignThreadTests: XCTestCase {
    private func assertIsForeign(
        file: StaticString = #filePath, line: UInt = #line, _ body: @escaping @Sendable (Machine) async throws -> Void
    ) throws {
        let failure = try failure(file: file, line: line) { simulator, machine in
            let server = simulator.boot(number: 4, name: "S4")
            try await machine.sleep(for: .seconds(2))
            server.spawn { try? await body(server) }
            try await machine.sleep(for: .seconds(10))
        }
        XCTAssertEqual(failure.kind, .foreignThread, file: file, line: line)
        XCTAssertEqual(failure.machine, 4, file: file, line: line)
        XCTAssertEqual(
            failure.message,
            "work for S4 arrived from another thread at about 2.000000 s: lab code must not use DispatchQueue, Thread, "
                + "real timers or real I/O, because no seed can repeat them. Use Task and node.clock instead.",
            file: file, line: line)
    }

    /// Holds up the run's thread, and with it virtual time, until the other thread is done.
    private static func wait(for start: (@escaping @Sendable () -> Void) -> Void) {
        let done = DispatchSemaphore(value: 0)
        start { done.signal() }
        done.wait()
    }

    /// Suspends the task, and lets `start` resume it from another thread.
    private static func resumption(by start: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void) async {
        await withCheckedContinuation { continuation in
            // In a task of its own, because a continuation may be resumed before anyone waits for it.
            Task {
                wait { done in
                    start {
                        continuation.resume()
                        done()
                    }
                }
            }
        }
    }

    func testDispatchQueueThatResumesAContinuation() throws {
        try assertIsForeign { _ in
            await Self.resumption { resume in DispatchQueue.global().async { resume() } }
        }
    }

    func testThreadThatFeedsAStream() throws {
        try assertIsForeign { _ in
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
            Task {
                for _ in 0..<10 { await Task.yield() }
                Self.wait { done in
                    Thread.detachNewThread {
                        continuation.finish()
                        done()
                    }
                }
            }
            for await _ in stream {}
        }
    }

    private actor Server {
        let machine: Machine
        nonisolated var unownedExecutor: UnownedSerialExecutor { machine.unownedExecutor }
        init(_ machine: Machine) { self.machine = machine }
        func touch() {}
    }

    func testTaskOfAnotherThreadThatCallsAnActor() throws {
        try assertIsForeign { machine in
            let server = Server(machine)
            Self.wait { done in
                Thread.detachNewThread {
                    Task {
                        // Never returns: the actor's executor drops the call.
                        Task.detached { await server.touch() }
                        try await ContinuousClock().sleep(for: .milliseconds(20))
                        done()
                    }
                }
            }
        }
    }

    func testTaskOfAnotherThreadThatSleeps() throws {
        try assertIsForeign { machine in
            Self.wait { done in
                Thread.detachNewThread {
                    Task.detached {
                        do {
                            try await machine.sleep(until: .zero)
                            XCTFail("slept")
                        } catch {
                            XCTAssertTrue(error is CancellationError)
                        }
                        done()
                    }
                }
            }
        }
    }

    func testThreadThatCancelsASleep() throws {
        try assertIsForeign { machine in
            let sleeper = Task { try await machine.sleep(for: .seconds(1000)) }
            await Task.yield()
            try await machine.sleep(until: .zero)
            Self.wait { done in
                Thread.detachNewThread {
                    sleeper.cancel()
                    done()
                }
            }
        }
    }

    /// Tasks of other threads are none of the simulation's business as long as they leave it alone: XCTest has some.
    func testOtherThreadsKeepTheirTasks() throws {
        try simulate { _, machine in
            Self.wait { done in
                Thread.detachNewThread {
                    Task {
                        XCTAssertFalse(RunThread.isCurrent)
                        done()
                    }
                }
            }
            try await machine.sleep(for: .seconds(1))
        }
    }
}
