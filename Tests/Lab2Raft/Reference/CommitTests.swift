import XCTest

@testable import Lab2Raft

/// Sections 5.3 and 5.4.2: when an entry is committed.
final class CommitTests: XCTestCase {
    /// Section 5.3: "A log entry is committed once the leader that created the entry has replicated it on a majority of
    /// the servers", itself included, and not before.
    func testMajorityCommits() {
        for (size, needed) in [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4)] {
            var core = RaftCore.leader(of: size, term: 1)
            _ = core.append([1])
            for peer in 1..<max(needed, 1) {
                XCTAssertEqual(core.commitIndex, 0, "\(peer) of \(size)")
                core.receiveSuccess(upTo: 1, from: peer)
            }
            XCTAssertEqual(core.commitIndex, 1, "\(needed) of \(size)")
        }
    }

    /// One follower that confirms again and again is still one.
    func testDuplicateConfirmationsCountOnce() {
        var core = RaftCore.leader(of: 5, term: 1)
        _ = core.append([1])
        for _ in 1...5 { core.receiveSuccess(upTo: 1, from: 1) }
        XCTAssertEqual(core.commitIndex, 0)
        core.receiveSuccess(upTo: 1, from: 2)
        XCTAssertEqual(core.commitIndex, 1)
    }

    /// Section 5.3: committing an entry "also commits all preceding entries in the leader's log, including entries
    /// created by previous leaders".
    func testPrecedingEntriesAreCommittedAlong() {
        var core = RaftCore.leader(of: 3, term: 5, log: [1, 2, 4])
        _ = core.append([5])
        core.receiveSuccess(upTo: 4, from: 1)
        XCTAssertEqual(core.commitIndex, 4)
        XCTAssertEqual(core.applyAll(), [1, 2, 3, 4])
    }

    /// Section 5.4.2: "Raft never commits log entries from previous terms by counting replicas", not even when every
    /// server has them.
    func testOlderTermsAreNotCommittedByCounting() {
        var core = RaftCore.leader(of: 3, term: 5, log: [1, 4])
        core.receiveSuccess(upTo: 2, from: 1)
        core.receiveSuccess(upTo: 2, from: 2)
        XCTAssertEqual(core.commitIndex, 0)
        _ = core.append([5])
        XCTAssertEqual(core.commitIndex, 0, "the new entry is on one server only")
        core.receiveSuccess(upTo: 3, from: 2)
        XCTAssertEqual(core.commitIndex, 3)
    }

    /// A leader that loses its office keeps what it knows to be committed, and commits nothing by itself any more.
    func testFormerLeaderCommitsNothing() {
        var core = RaftCore.leader(of: 3, term: 5)
        _ = core.append([1])
        core.receiveSuccess(upTo: 1, from: 1)
        _ = core.append([2])
        _ = core.answer(voteRequest(term: 6))
        core.receiveSuccess(upTo: 2, from: 1, sentIn: 5)
        XCTAssertEqual(core.commitIndex, 1)
    }

    /// The commit index of a leader against an oracle that is slow and obviously right: Figure 2's sentence "If there
    /// exists an N such that N > commitIndex, a majority of matchIndex[i] >= N, and log[N].term == currentTerm: set
    /// commitIndex = N", tried for every N.
    func testCommitIndexAgainstAnOracle() {
        var random = SplitMix(seed: 1)
        for round in 0..<2_000 {
            let size = random.below(7) + 1
            let term = 4
            var terms = (0..<random.below(6)).map { _ in random.below(3) + 1 }.sorted()
            var core = RaftCore.leader(of: size, term: term, log: terms)
            for _ in 0..<random.below(5) {
                _ = core.append([])
                terms.append(term)
            }
            var match = Array(repeating: 0, count: size)
            match[0] = terms.count
            var expected = size == 1 && terms.last == term ? terms.count : 0
            for _ in 0..<(size > 1 ? random.below(10) : 0) {
                let peer = random.below(size - 1) + 1
                let index = random.below(terms.count + 1)
                core.receiveSuccess(upTo: index, from: peer)
                match[peer] = max(match[peer], index)
                for candidate in 0...terms.count where candidate > expected && terms[candidate - 1] == term {
                    if 2 * match.count(where: { $0 >= candidate }) > size { expected = candidate }
                }
                XCTAssertEqual(core.commitIndex, expected, "round \(round): \(match) have \(terms)")
            }
            XCTAssertEqual(core.commitIndex, expected, "round \(round): \(match) have \(terms)")
        }
    }
}
