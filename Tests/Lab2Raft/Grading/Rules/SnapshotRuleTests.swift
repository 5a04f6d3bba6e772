import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// The rules about snapshots, as the cluster's states and as the service sees them.
final class SnapshotRuleTests: XCTestCase {
    private func look(
        _ monitor: inout SafetyMonitor, term: Int = 1, log: [Int], commit: Int, snapshot: Int, seconds: Double = 1
    ) throws {
        let state = RaftState(
            role: .follower, term: term, votedFor: nil, lastIndex: log.count, lastTerm: log.last ?? 0,
            commitIndex: commit, snapshotIndex: snapshot)
        try monitor.look(at: 0, state, isRestart: seconds == 1, seconds: seconds) { index in
            index < snapshot || !log.indices.contains(index - 1) ? nil : log[index - 1]
        }
    }

    func testASnapshotOfWhatIsCommitted() throws {
        var monitor = SafetyMonitor(size: 3, stage: .persistence)
        try look(&monitor, log: [1, 1, 1], commit: 2, snapshot: 0)
        try look(&monitor, log: [1, 1, 1], commit: 2, snapshot: 2, seconds: 2)
        XCTAssertEqual(monitor.cluster.term(at: 1, on: 0), 1, "what a snapshot has replaced is still known")
    }

    func testASnapshotOfWhatIsNot() throws {
        var monitor = SafetyMonitor(size: 3, stage: .persistence)
        try look(&monitor, log: [1, 1, 1], commit: 1, snapshot: 0)
        assertViolates(
            .wrongSnapshot, nodes: [0], term: 1, index: 2, section: "7",
            says: ["forgot its entries up to index 2", "committed only up to 1", "which index did it belong to"]
        ) { try look(&monitor, log: [1, 1, 1], commit: 1, snapshot: 2, seconds: 2) }
    }

    func testASnapshotThatGoesBack() throws {
        var monitor = SafetyMonitor(size: 3, stage: .persistence)
        try look(&monitor, log: [1, 1, 1], commit: 3, snapshot: 0)
        try look(&monitor, log: [1, 1, 1], commit: 3, snapshot: 3, seconds: 2)
        assertViolates(
            .wrongSnapshot, nodes: [0], term: 1, index: 2, section: "7",
            says: ["from a snapshot up to index 3 back to one up to 2", "older snapshot ignored"]
        ) { try look(&monitor, log: [1, 1, 1], commit: 3, snapshot: 2, seconds: 3) }
    }

    func testASnapshotWithAnotherTerm() throws {
        var monitor = SafetyMonitor(size: 3, stage: .persistence)
        try look(&monitor, term: 2, log: [1, 1], commit: 2, snapshot: 0)
        assertViolates(
            .wrongSnapshot, nodes: [0], term: 2, index: 2, section: "7",
            says: ["ends with an entry of term 2 at index 2", "is of term 1", "lastIncludedTerm"]
        ) { try look(&monitor, term: 2, log: [1, 2], commit: 2, snapshot: 2, seconds: 2) }
    }

    // MARK: - The service

    private func appliedLog() throws -> AppliedLog {
        var log = AppliedLog(servers: 2)
        log.hasSnapshots = true
        for (index, command) in ["a", "b", "c"].enumerated() {
            try log.apply(.command(index: index + 1, term: 1, bytes: Array(command.utf8)), on: 0)
        }
        return log
    }

    private func assertRefused(
        _ kind: LabFailure.Kind, says words: String, _ log: AppliedLog, _ message: ApplyMessage, on server: Int,
        line: UInt = #line
    ) {
        var log = log
        XCTAssertThrowsError(try log.apply(message, on: server), line: line) { error in
            let failure = error as? LabFailure
            XCTAssertEqual(failure?.kind, kind, line: line)
            XCTAssert(failure?.message.contains(words) == true, failure?.message ?? "", line: line)
        }
    }

    func testASnapshotStandsForAllCommandsUpToIt() throws {
        var log = try appliedLog()
        try log.apply(.snapshot(index: 2, term: 1, bytes: log.state(at: 2)), on: 1)
        XCTAssertEqual(log.count(at: 1), 2)
        XCTAssertEqual(log.count(at: 3), 1)
        try log.apply(.command(index: 3, term: 1, bytes: Array("c".utf8)), on: 1)
    }

    func testSnapshotsThatAreWrong() throws {
        let log = try appliedLog()
        assertRefused(
            .applyOrder, says: "already: its state goes back in time", log,
            .snapshot(index: 2, term: 1, bytes: log.state(at: 2)), on: 0)
        assertRefused(
            .wrongSnapshot, says: "but the service made it at index 3", log,
            .snapshot(index: 2, term: 1, bytes: log.state(at: 3)), on: 1)
        assertRefused(
            .wrongSnapshot, says: "3 bytes as a snapshot that the service never made", log,
            .snapshot(index: 2, term: 1, bytes: [1, 2, 3]), on: 1)
    }
}
