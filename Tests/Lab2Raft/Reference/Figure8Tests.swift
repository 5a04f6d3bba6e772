import XCTest

@testable import Lab2Raft

/// Figure 8: why a leader may not conclude from a count that an entry of an older term is committed. S1 to S5 of the
/// paper are the servers 0 to 4 here.
final class Figure8Tests: XCTestCase {
    /// Figure 8, (a) to (c): S1 has replicated index 2 of term 2 on three of five servers, but leads term 4.
    private func servers() -> Servers {
        var servers = Servers(logs: Array(repeating: [1], count: 5))
        // (a) S1 leads term 2 and replicates index 2 on S2 only.
        servers.elect(0, in: 2, asking: [1, 2, 3])
        _ = servers.cores[0].append([2])
        servers.bringIntoLine(1, by: 0)
        // (b) S1 crashes; S5 leads term 3 with the votes of S3 and S4, and has another entry at index 2.
        XCTAssertEqual(servers.elect(4, in: 3, asking: [2, 3]), [2, 3])
        _ = servers.cores[4].append([3])
        // (c) S5 crashes; S1 leads term 4 and goes on replicating index 2 of term 2.
        servers.restart(0)
        XCTAssertEqual(servers.elect(0, in: 4, asking: [1, 2]), [1, 2])
        XCTAssertTrue(servers.cores[0].isLeader)
        servers.exchange(from: 0, with: 1)
        servers.exchange(from: 0, with: 2)
        servers.exchange(from: 0, with: 2)
        XCTAssertEqual(servers.cores.map(\.log.terms), [[1, 2], [1, 2], [1, 2], [1], [1, 3]])
        return servers
    }

    /// Figure 8 (c): index 2 is on a majority, and nevertheless not committed.
    func testEntryOfAnOlderTermOnAMajorityIsNotCommitted() {
        let servers = servers()
        XCTAssertEqual(servers.cores[0].progress(of: 1)?.matchIndex, 2)
        XCTAssertEqual(servers.cores[0].progress(of: 2)?.matchIndex, 2)
        XCTAssertEqual(servers.cores[0].commitIndex, 0)
    }

    /// Figure 8 (d): for S5 can be elected with the votes of S2, S3 and S4 and overwrite it everywhere.
    func testItCanStillBeOverwritten() {
        var servers = servers()
        _ = servers.cores[0].append([4])
        servers.restart(0)
        XCTAssertEqual(servers.elect(4, in: 5, asking: [1, 2, 3]), [1, 2, 3])
        _ = servers.cores[4].append([5])
        for follower in 0...3 { servers.bringIntoLine(follower, by: 4) }
        XCTAssertEqual(servers.cores.map(\.log.terms), Array(repeating: [1, 3, 5], count: 5))
        XCTAssertEqual(servers.cores[4].commitIndex, 3)
    }

    /// Figure 8 (e): with an entry of term 4 on a majority, that one and all before it are committed, and S5 can't win.
    func testItIsCommittedAlongWithAnEntryOfTheCurrentTerm() {
        var servers = servers()
        _ = servers.cores[0].append([4])
        servers.bringIntoLine(1, by: 0)
        XCTAssertEqual(servers.cores[0].commitIndex, 0, "two of five")
        servers.bringIntoLine(2, by: 0)
        XCTAssertEqual(servers.cores[0].commitIndex, 3)
        XCTAssertEqual(servers.cores[0].applyAll(), [1, 2, 3])
        XCTAssertEqual(servers.elect(4, in: 5, asking: [1, 2, 3]), [3])
        XCTAssertFalse(servers.cores[4].isLeader)
    }
}
