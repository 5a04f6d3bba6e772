import LabKit
import XCTest

@testable import LabHarness

/// A server that loses its power right after a save keeps that save, and nothing later.
final class PowerFailureTests: XCTestCase {
    func testWhatIsSavedLaterInTheSameStepIsLost() {
        let findings = Findings<Int>()
        assertPasses(SavesTwice.self, servers: 1) { cluster in
            cluster.nemesis.crashAfterSave = 1
            cluster.nemesis.longestOutage = .milliseconds(5)
            _ = cluster.submit("save", to: 0)
            try await cluster.sleep(for: .milliseconds(100))
            findings.values = [cluster.raftStateSize(of: 0), cluster.snapshotSize(of: 0)]
        }
        XCTAssertEqual(findings.values, [1, 0], "the first save only")
    }

    func testWithoutItBothAreThere() {
        let findings = Findings<Int>()
        assertPasses(SavesTwice.self, servers: 1) { cluster in
            _ = cluster.submit("save", to: 0)
            try await cluster.sleep(for: .milliseconds(100))
            findings.values = [cluster.raftStateSize(of: 0), cluster.snapshotSize(of: 0)]
        }
        XCTAssertEqual(findings.values, [2, 3])
    }

    func testSeedsTakeTurnsWithTheWeather() {
        let weathers = (1...10 as ClosedRange<UInt64>).map { Weather(seed: $0) }
        XCTAssertEqual(Array(weathers.prefix(5)), Weather.allCases)
        XCTAssertEqual(Array(weathers.suffix(5)), Weather.allCases)
        XCTAssertEqual(Weather(seed: 0), Weather(seed: 0), "any seed has one")
    }
}

/// Saves its state, and then state and snapshot.
private actor SavesTwice: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func start(_ command: [UInt8]) -> Submission {
        Task {
            node.disk.save(raftState: [1])
            node.disk.save(raftState: [1, 2], snapshot: [1, 2, 3])
        }
        return Submission(index: 1, term: 1, isLeader: true)
    }
}
