import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// The checks rest on `inspect`, so it is compared with what else a server says of itself.
final class InspectTests: XCTestCase {
    func testALeaderThatReportsAFollower() throws {
        let result = runOnce(ReportsAFollower.self, stage: .election) { try await $0.checkOneLeader() }
        let failure = try XCTUnwrap(result.failure)
        XCTAssertEqual(failure.kind, .misuse)
        XCTAssertEqual(failure.nodes, [0])
        XCTAssert(
            failure.message.contains(
                "S0's status() says that it leads and is in term 1, but its inspect() reports a follower in term 0"),
            failure.message)
    }

    func testItIsComparedOnlyWhereRulesAreChecked() {
        assertPasses(ReportsAFollower.self) { try await $0.checkOneLeader() }
    }
}

/// The skeleton's `inspect`, left as it was.
private actor ReportsAFollower: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func inspect() -> RaftState {
        RaftState(role: .follower, term: 0, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: 0)
    }
}
