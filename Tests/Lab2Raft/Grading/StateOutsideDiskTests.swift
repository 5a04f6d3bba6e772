import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// What outlives a crash without having been on the disk.
final class StateOutsideDiskTests: XCTestCase {
    func testAStaticVariable() throws {
        let result = runOnce(RemembersByItself.self, stage: .persistence) { cluster in
            try await cluster.sleep(for: .milliseconds(10))
            _ = cluster.submit("raise", to: 1)
            cluster.restart(1)
        }
        let failure = try XCTUnwrap(result.failure)
        XCTAssertEqual(failure.kind, .stateOutsideDisk)
        XCTAssertEqual(failure.nodes, [1])
        for words in ["S1 crashed", "on an empty disk", "begins in term 1 with no vote", "makes it a server in term 0"]
        {
            XCTAssert(failure.message.contains(words), "'\(words)' is not in: \(failure.message)")
        }
    }

    func testBefore2CNobodyLooks() {
        let result = runOnce(RemembersByItself.self, stage: .replication) { cluster in
            try await cluster.sleep(for: .milliseconds(10))
            _ = cluster.submit("raise", to: 1)
            cluster.restart(1)
        }
        XCTAssertNotEqual(result.failure?.kind, .stateOutsideDisk)
    }

    /// On an older disk a server may know no more than it did when that was its disk.
    func testAnOlderDisk() throws {
        var outside = StateOutsideDisk(names: ["S0"])
        outside.serverWasBorn(0, RaftStates.follower(term: 0), service: "")
        outside.remember(0, Storage(), RaftStates.follower(term: 3))
        let earlier = try XCTUnwrap(outside.disks(of: 0).last)
        XCTAssertNoThrow(
            try outside.check(0, RaftStates.follower(term: 3), service: "", against: earlier))
        assertViolates(
            .stateOutsideDisk, nodes: [0], term: 4, section: "Figure 2",
            says: ["its disk as it was earlier", "begins in term 4", "makes it a server in term 3", "static or global"]
        ) { try outside.check(0, RaftStates.follower(term: 4), service: "", against: earlier) }
    }

    func testAServiceThatRemembers() throws {
        var outside = StateOutsideDisk(names: ["S100.0", "S100.1"])
        outside.serverWasBorn(1, RaftStates.follower(term: 0), service: "Keys(count: 0)")
        let empty = try XCTUnwrap(outside.disks(of: 1).first)
        assertViolates(
            .stateOutsideDisk, nodes: [1], term: 0, section: "Figure 2",
            says: ["S100.1 crashed", "begins with Keys(count: 7)", "a server with Keys(count: 0)"]
        ) {
            try outside.check(1, RaftStates.follower(term: 0), service: "Keys(count: 7)", against: empty)
        }
    }
}

/// Its term is in a static variable, and outlives it.
private actor RemembersByItself: Stub {
    // Used on the run's thread only, and by one test at a time.
    nonisolated(unsafe) static var term = 0
    let site: Site

    init(_ site: Site) {
        self.site = site
        if "\(site.node.clock.now)".contains(": 0)") { Self.term = 0 }
    }

    func start(_ command: [UInt8]) -> Submission {
        Self.term += 1
        return Submission(index: 0, term: Self.term, isLeader: false)
    }

    func status() -> (term: Int, isLeader: Bool) { (Self.term, false) }

    func inspect() -> RaftState {
        RaftState(role: .follower, term: Self.term, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: 0)
    }
}
