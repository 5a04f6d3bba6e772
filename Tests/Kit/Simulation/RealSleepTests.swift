import XCTest

@testable import Simulation

/// Sleeping on a real clock ends the run, wherever it happens.
final class RealSleepTests: XCTestCase {
    private func assertIsRefused(
        file: StaticString = #filePath, line: UInt = #line, _ body: @escaping @Sendable () async throws -> Void
    ) throws {
        let failure = try failure(file: file, line: line) { simulator, machine in
            let server = simulator.boot(number: 3, name: "S3")
            try await machine.sleep(for: .milliseconds(250))
            server.spawn { try? await body() }
            try await machine.sleep(for: .seconds(10))
        }
        XCTAssertEqual(failure.kind, .realSleep, file: file, line: line)
        XCTAssertEqual(failure.machine, 3, file: file, line: line)
        XCTAssertEqual(
            failure.message,
            "S3 slept on a real clock at 0.250000 s (Task.sleep or ContinuousClock): sleep in virtual time, with "
                + "'try await node.clock.sleep(for:)'.",
            file: file, line: line)
    }

    func testTaskSleepFor() throws {
        try assertIsRefused { try await Task.sleep(for: .milliseconds(1)) }
    }

    func testTaskSleepNanoseconds() throws {
        try assertIsRefused { try await Task.sleep(nanoseconds: 1_000_000) }
    }

    func testContinuousClock() throws {
        try assertIsRefused { try await ContinuousClock().sleep(for: .milliseconds(1)) }
    }

    func testSuspendingClock() throws {
        try assertIsRefused { try await SuspendingClock().sleep(for: .milliseconds(1)) }
    }

    func testInAnUnstructuredTask() throws {
        try assertIsRefused { try await Task { try await Task.sleep(for: .milliseconds(1)) }.value }
    }

    func testInADetachedTask() throws {
        try assertIsRefused { try await Task.detached { try await Task.sleep(for: .milliseconds(1)) }.value }
    }

    func testInATaskGroup() throws {
        try assertIsRefused {
            await withDiscardingTaskGroup { group in
                group.addTask { try? await Task.sleep(for: .milliseconds(1)) }
            }
        }
    }

    private actor Plain {
        func doze() async throws { try await Task.sleep(for: .milliseconds(1)) }
    }

    func testInADefaultActor() throws {
        try assertIsRefused { try await Plain().doze() }
    }
}
