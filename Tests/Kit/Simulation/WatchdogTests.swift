import Foundation
import XCTest

@testable import Simulation

/// A blocked thread ends the process, so the run that blocks has a process of its own.
final class WatchdogTests: XCTestCase {
    func testABlockedThreadEndsTheProcess() throws {
        let outcome = try ChildProcess.run("WatchdogTests/testBlocks")
        XCTAssertEqual(outcome.status, 70, outcome.text)
        XCTAssertTrue(outcome.text.contains("<machine 5 is blocked>"), outcome.text)
        XCTAssertFalse(outcome.text.contains("<went on>"), outcome.text)
    }

    func testABlockedTestNamesNoMachine() throws {
        let outcome = try ChildProcess.run("WatchdogTests/testBlocksTheTest")
        XCTAssertEqual(outcome.status, 70, outcome.text)
        XCTAssertTrue(outcome.text.contains("<machine nil is blocked>"), outcome.text)
    }

    func testNobodyIsBlockedBetweenRunsOrInABusyOne() throws {
        let outcome = try ChildProcess.run("WatchdogTests/testIsSlow")
        XCTAssertEqual(outcome.status, 0, outcome.text)
        XCTAssertTrue(outcome.text.contains("<went on>"), outcome.text)
    }

    func testPatienceIsTenSecondsUnlessSet() throws {
        let outcome = try ChildProcess.run("WatchdogTests/testTellsItsPatience")
        XCTAssertTrue(outcome.text.contains("<10, then 3>"), outcome.text)
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

    func testTellsItsPatience() throws {
        try ChildProcess.isWhereThisRuns()
        let patience = Watchdog.patience
        Watchdog.patience = 3
        print("<\(patience), then \(Watchdog.patience)>")
    }

    func testIsSlow() throws {
        try ChildProcess.isWhereThisRuns()
        Watchdog.patience = 1
        try simulate { _, _ in }
        Thread.sleep(forTimeInterval: 2.2)
        let start = ContinuousClock.now
        try simulate { _, machine in
            while ContinuousClock.now - start < .milliseconds(2200) { try await machine.sleep(for: .milliseconds(1)) }
        }
        print("<went on>")
    }

    private func block(onMachine number: Int) throws {
        Watchdog.patience = 1
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
