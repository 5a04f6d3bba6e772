import Foundation
import XCTest

@testable import Simulation

/// A blocked thread ends the process, so the run that blocks has a process of its own.
final class WatchdogTests: XCTestCase {
    func testABlockedThreadEndsTheProcess() throws {
        let outcome = try ChildProcess.run("WatchdogTests/testBlocks", environment: ["LAB_WATCHDOG": "1"])
        XCTAssertEqual(outcome.status, 70, outcome.text)
        XCTAssertTrue(outcome.text.contains("<machine 5 is blocked>"), outcome.text)
        XCTAssertFalse(outcome.text.contains("<went on>"), outcome.text)
    }

    func testABlockedTestNamesNoMachine() throws {
        let outcome = try ChildProcess.run("WatchdogTests/testBlocksTheTest", environment: ["LAB_WATCHDOG": "1"])
        XCTAssertEqual(outcome.status, 70, outcome.text)
        XCTAssertTrue(outcome.text.contains("<machine nil is blocked>"), outcome.text)
    }

    func testNobodyIsBlockedBetweenRunsOrInABusyOne() throws {
        let outcome = try ChildProcess.run("WatchdogTests/testIsSlow", environment: ["LAB_WATCHDOG": "1"])
        XCTAssertEqual(outcome.status, 0, outcome.text)
        XCTAssertTrue(outcome.text.contains("<went on>"), outcome.text)
    }

    func testPatienceIsTenSecondsUnlessSet() {
        XCTAssertEqual(Watchdog.patience(from: [:]), 10)
        XCTAssertEqual(Watchdog.patience(from: ["LAB_WATCHDOG": "3"]), 3)
        XCTAssertEqual(Watchdog.patience(from: ["LAB_WATCHDOG": "0"]), 10)
        XCTAssertEqual(Watchdog.patience(from: ["LAB_WATCHDOG": "soon"]), 10)
    }

    // MARK: - In a process of their own

    func testBlocks() throws {
        try ChildProcess.isWhereThisRuns()
        try block(onMachine: 5)
    }

    func testBlocksTheTest() throws {
        try ChildProcess.isWhereThisRuns()
        try block(onMachine: -1)
    }

    func testIsSlow() throws {
        try ChildProcess.isWhereThisRuns()
        try simulate { _, _ in }
        Thread.sleep(forTimeInterval: 2.2)
        let start = ContinuousClock.now
        try simulate { _, machine in
            while ContinuousClock.now - start < .milliseconds(2200) { try await machine.sleep(for: .milliseconds(1)) }
        }
        print("<went on>")
    }

    private func block(onMachine number: Int) throws {
        Watchdog.onAlarm { machine in print("<machine \(machine.map(String.init) ?? "nil") is blocked>") }
        let simulator = Simulator(seed: 1)
        let machine = simulator.boot(number: number, name: "S\(number)")
        try simulator.run(on: machine) {
            try await machine.sleep(for: .seconds(1))
            Self.block()
        }
        print("<went on>")
    }

    private static func block() {
        DispatchSemaphore(value: 0).wait()
    }
}
