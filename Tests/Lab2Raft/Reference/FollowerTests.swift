import XCTest

@testable import Lab2Raft

/// Section 5.3 and Figure 2, "AppendEntries RPC: receiver implementation": what a follower does with entries.
final class FollowerTests: XCTestCase {
    /// Figure 2, step 2: "Reply false if log doesn't contain an entry at prevLogIndex whose term matches prevLogTerm".
    /// The log then stays as it is, and the conflict says where the leader may go on (last paragraphs of section 5.3).
    func testConsistencyCheck() {
        let cases: [(previous: (index: Int, term: Int), conflict: AppendEntries.Conflict?)] = [
            ((0, 0), nil),
            ((1, 1), nil),
            ((4, 2), nil),
            ((5, 4), nil),
            ((5, 3), AppendEntries.Conflict(term: 4, index: 5)),
            ((5, 5), AppendEntries.Conflict(term: 4, index: 5)),
            ((4, 3), AppendEntries.Conflict(term: 2, index: 2)),
            ((1, 3), AppendEntries.Conflict(term: 1, index: 1)),
            ((6, 4), AppendEntries.Conflict(term: nil, index: 6)),
            ((9, 4), AppendEntries.Conflict(term: nil, index: 6)),
        ]
        for (previous, conflict) in cases {
            var core = RaftCore.follower(term: 5, log: [1, 2, 2, 2, 4])
            core.didSave()
            let (reply, isFromLeader) = core.answer(
                appendRequest(term: 5, previous: previous.index, of: previous.term, terms: [5]))
            XCTAssertEqual(reply.success, conflict == nil, "after \(previous)")
            XCTAssertEqual(reply.conflict, conflict, "after \(previous)")
            XCTAssertTrue(isFromLeader, "the leader of the term has spoken, whatever the log says")
            XCTAssertEqual(core.mustSave, conflict == nil)
            if conflict != nil { XCTAssertEqual(core.log.terms, [1, 2, 2, 2, 4]) }
        }
    }

    /// An empty log accepts what follows nothing, and refuses all else.
    func testConsistencyCheckOfAnEmptyLog() {
        var core = RaftCore.follower(term: 5)
        let refusal = core.answer(appendRequest(term: 5, previous: 1, of: 5, terms: [5])).reply
        XCTAssertEqual(refusal.conflict, AppendEntries.Conflict(term: nil, index: 1))
        XCTAssertTrue(core.answer(appendRequest(term: 5, terms: [5])).reply.success)
        XCTAssertEqual(core.log.terms, [5])
    }

    /// Figure 2, steps 3 and 4: "If an existing entry conflicts with a new one (same index but different terms), delete
    /// the existing entry and all that follow it. Append any new entries not already in the log". Nothing else is
    /// deleted.
    func testOnlyConflictingEntriesAreReplaced() {
        let cases: [(previous: Int, terms: [Int], after: [Int], why: String)] = [
            (4, [], [1, 1, 2, 2], "a heartbeat at the end"),
            (2, [], [1, 1, 2, 2], "a heartbeat in the middle deletes nothing"),
            (4, [5, 5], [1, 1, 2, 2, 5, 5], "entries for the end are appended"),
            (2, [2, 2], [1, 1, 2, 2], "entries that are there stay"),
            (1, [1], [1, 1, 2, 2], "a late, short request deletes nothing behind its entries"),
            (2, [2, 2, 5], [1, 1, 2, 2, 5], "of a request that overlaps only the rest is appended"),
            (2, [2, 5], [1, 1, 2, 5], "a conflict at the last entry"),
            (2, [5], [1, 1, 5], "a conflict deletes all that follow, too"),
            (0, [3, 3], [3, 3], "a conflict at the first entry"),
        ]
        for (previous, terms, after, why) in cases {
            var core = RaftCore.follower(term: 5, log: [1, 1, 2, 2])
            let previousTerm = core.log.term(at: previous)!
            let request = appendRequest(term: 5, previous: previous, of: previousTerm, terms: terms)
            XCTAssertTrue(core.answer(request).reply.success, why)
            XCTAssertEqual(core.log, Log(after), why)
        }
    }

    /// Section 5.5: "Raft RPCs are idempotent": the same request again changes nothing and needs no second save.
    func testDuplicatesChangeNothing() {
        var core = RaftCore.follower(term: 5, log: [1, 1, 2, 2])
        let request = appendRequest(term: 5, previous: 2, of: 1, terms: [5, 5], commit: 3)
        let first = core.answer(request)
        let after = core.persistent
        core.didSave()
        let second = core.answer(request)
        XCTAssertEqual(first.reply, second.reply)
        XCTAssertEqual(core.persistent, after)
        XCTAssertEqual(core.commitIndex, 3)
        XCTAssertFalse(core.mustSave)
    }

    /// Requests of one leader that overtake each other: the later one stays in force when the earlier one comes.
    func testReorderedRequestsLoseNothing() {
        var core = RaftCore.follower(term: 5, log: [1])
        let early = appendRequest(term: 5, previous: 1, of: 1, terms: [5], commit: 1)
        let late = appendRequest(term: 5, previous: 1, of: 1, terms: [5, 5, 5], commit: 3)
        _ = core.answer(late)
        let reply = core.answer(early).reply
        XCTAssertTrue(reply.success)
        XCTAssertEqual(core.log.terms, [1, 5, 5, 5], "entries that were acknowledged must stay")
        XCTAssertEqual(core.commitIndex, 3, "what is committed stays committed")
    }

    /// Figure 2, step 5: "If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry)".
    /// The log may go on behind the last new entry with entries that the leader doesn't have.
    func testCommitIndexIsBoundedByTheLastNewEntry() {
        let cases: [(previous: Int, terms: [Int], leaderCommit: Int, commitIndex: Int)] = [
            (4, [], 0, 0),
            (4, [], 2, 2),
            (4, [], 4, 4),
            (4, [], 9, 4),
            (4, [5], 9, 5),
            (1, [], 4, 1),
            (1, [1], 4, 2),
            (1, [1, 2], 2, 2),
            (0, [], 4, 0),
        ]
        for (previous, terms, leaderCommit, commitIndex) in cases {
            var core = RaftCore.follower(term: 5, log: [1, 1, 2, 2])
            let previousTerm = core.log.term(at: previous)!
            _ = core.answer(
                appendRequest(term: 5, previous: previous, of: previousTerm, terms: terms, commit: leaderCommit))
            XCTAssertEqual(core.commitIndex, commitIndex, "\(terms) after \(previous), leader at \(leaderCommit)")
        }
    }

    /// The commit index never goes back, and a request that is refused doesn't move it.
    func testCommitIndexOnlyGrowsAndOnlyByAcceptedRequests() {
        var core = RaftCore.follower(term: 5, log: [1, 1, 2, 2])
        _ = core.answer(heartbeat(term: 5, previous: 4, of: 2, commit: 3))
        _ = core.answer(heartbeat(term: 5, previous: 4, of: 2, commit: 1))
        _ = core.answer(heartbeat(term: 5, previous: 1, of: 1, commit: 4))
        XCTAssertEqual(core.commitIndex, 3)
        _ = core.answer(heartbeat(term: 5, previous: 4, of: 3, commit: 4))
        _ = core.answer(heartbeat(term: 5, previous: 5, of: 5, commit: 4))
        XCTAssertEqual(core.commitIndex, 3)
    }

    /// Section 5.3: "it applies the entry to its local state machine (in log order)", once each, and only if committed.
    func testCommittedEntriesAreAppliedInOrderAndOnce() {
        var core = RaftCore.follower(term: 5, log: [1, 1, 2, 2])
        XCTAssertEqual(core.applyAll(), [])
        _ = core.answer(heartbeat(term: 5, previous: 4, of: 2, commit: 3))
        XCTAssertEqual(core.nextToApply(), .entry(.sample(index: 1, term: 1), index: 1))
        XCTAssertEqual(core.applyAll(), [2, 3])
        XCTAssertEqual(core.applyAll(), [])
        _ = core.answer(heartbeat(term: 5, previous: 4, of: 2, commit: 4))
        XCTAssertEqual(core.applyAll(), [4])
    }

    /// Figure 2: commitIndex and lastApplied are volatile. After a restart a server knows its log, but must learn anew
    /// how much of it is committed.
    func testRestartForgetsWhatIsCommitted() {
        var core = RaftCore.follower(term: 5, votedFor: 2, log: [1, 1])
        _ = core.answer(heartbeat(term: 5, previous: 2, of: 1, commit: 2))
        var restarted = RaftCore(me: 0, peerCount: 3, restored: core.persistent)
        XCTAssertEqual(restarted.persistent, core.persistent)
        XCTAssertTrue(restarted.isFollower)
        XCTAssertEqual(restarted.commitIndex, 0)
        XCTAssertEqual(restarted.applyAll(), [])
        _ = restarted.answer(heartbeat(term: 5, previous: 2, of: 1, commit: 2))
        XCTAssertEqual(restarted.applyAll(), [1, 2])
    }
}
