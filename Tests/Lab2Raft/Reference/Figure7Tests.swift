import XCTest

@testable import Lab2Raft

/// Figure 7: the logs that a leader of term 8 may find when it comes to power.
enum Figure7 {
    static let leader = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6]
    /// With the round trips that it takes to bring each into line: the last one brings the entries, each one before
    /// skips what is missing or one term that the leader lacks (section 5.3, last paragraphs).
    static let followers: [(name: String, log: [Int], roundTrips: Int)] = [
        ("a: an entry is missing", [1, 1, 1, 4, 4, 5, 5, 6, 6], 2),
        ("b: six entries are missing", [1, 1, 1, 4], 2),
        ("c: one entry too many", [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6], 1),
        ("d: a whole term too many", [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7], 1),
        ("e: entries missing, and two too many of term 4", [1, 1, 1, 4, 4, 4, 4], 3),
        ("f: entries missing, and terms 2 and 3 too many", [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3], 3),
    ]
}

/// Section 5.3: how a leader brings followers' logs into line with its own.
final class Figure7Tests: XCTestCase {
    /// Section 5.3: "the leader must find the latest log entry where the two logs agree, delete any entries in the
    /// follower's log after that point, and send the follower all of the leader's entries after that point."
    func testAllSixFollowersAreBroughtIntoLine() {
        for (name, log, roundTrips) in Figure7.followers {
            var servers = Servers(logs: [Figure7.leader, log, Figure7.leader])
            servers.elect(0, in: 8, asking: [2])
            _ = servers.cores[0].append([8])
            XCTAssertEqual(servers.bringIntoLine(1, by: 0), roundTrips, name)
            XCTAssertEqual(servers.cores[1].log, servers.cores[0].log, name)
            XCTAssertEqual(servers.cores[1].log.terms, Figure7.leader + [8], name)
            XCTAssertEqual(servers.cores[0].progress(of: 1)?.matchIndex, 11, name)
        }
    }

    /// The other direction: a leader with nothing new to say leaves followers c and d their extra entries, which
    /// contradict nothing it has.
    func testExtraEntriesStayUntilContradicted() {
        for (name, log, _) in Figure7.followers[2...3] {
            var servers = Servers(logs: [Figure7.leader, log, Figure7.leader])
            servers.elect(0, in: 8, asking: [2])
            servers.exchange(from: 0, with: 1)
            XCTAssertEqual(servers.cores[1].log.terms, log, name)
            XCTAssertEqual(servers.cores[0].progress(of: 1)?.matchIndex, 10, "only what the leader has counts: \(name)")
        }
    }

    /// Section 5.3: "one AppendEntries RPC will be required for each term with conflicting entries, rather than one RPC
    /// per entry."
    func testOneRoundTripForEachConflictingTerm() {
        let stretch = { (term: Int) in Array(repeating: term, count: 20) }
        for wrongTerms in 1...6 {
            let common = stretch(1)
            let wrong = (0..<wrongTerms).flatMap { stretch(2 + $0) }
            let right = Array(repeating: 9, count: wrong.count)
            var servers = Servers(logs: [common + right, common + wrong, []])
            servers.elect(0, in: 10, asking: [2])
            _ = servers.cores[0].append([10])
            // One to find each conflicting term, and one for each portion of what follows.
            let portions = (right.count + RaftCore.batchSize) / RaftCore.batchSize
            XCTAssertEqual(servers.bringIntoLine(1, by: 0), wrongTerms + portions)
            XCTAssertEqual(servers.cores[1].log, servers.cores[0].log)
        }
    }

    /// Section 5.3: a follower whose log is too short says so at once, however much it lacks.
    func testShortLogTakesTwoRoundTrips() {
        for length in [0, 1, 50, 98] {
            let log = Array(repeating: 1, count: 99)
            var servers = Servers(logs: [log, Array(log.prefix(length)), []])
            servers.elect(0, in: 2, asking: [2])
            _ = servers.cores[0].append([2])
            let portions = (log.count - length + RaftCore.batchSize) / RaftCore.batchSize
            XCTAssertEqual(servers.bringIntoLine(1, by: 0), 1 + portions, "\(length) entries")
            XCTAssertEqual(servers.cores[1].log, servers.cores[0].log)
        }
    }
}
