import XCTest

@testable import Lab2Raft

/// Section 5.3 and Figure 2, "Rules for Servers: Leaders": what a leader sends, and what it learns from the answers.
final class LeaderTests: XCTestCase {
    // MARK: - What it sends

    /// Section 5.3: "The leader appends the command to its log as a new entry"; nobody else takes commands.
    func testOnlyALeaderTakesCommands() {
        for var core in RaftCore.everyRole(term: 5, log: [1]) {
            core.didSave()
            let isLeader = core.isLeader
            XCTAssertEqual(core.append([7]), isLeader ? 2 : nil)
            XCTAssertEqual(core.log.lastIndex, isLeader ? 2 : 1)
            XCTAssertEqual(core.mustSave, isLeader)
            if isLeader { XCTAssertEqual(core.log[2], LogEntry(term: 5, command: [7])) }
        }
    }

    /// Figure 2: a request carries the entry before the new ones, all that follow it, and the leader's commit index.
    func testRequestCarriesWhatThePeerLacks() {
        var core = RaftCore.leader(2, of: 3, term: 5, log: [1, 1, 4])
        _ = core.append([9])
        core.receiveSuccess(upTo: 4, from: 0)
        core.receiveRefusal(after: 3, index: 2, from: 1)
        let request = core.appendEntries(for: 1)
        XCTAssertEqual(request?.term, 5)
        XCTAssertEqual(request?.leaderID, 2)
        XCTAssertEqual(request?.prevLogIndex, 1)
        XCTAssertEqual(request?.prevLogTerm, 1)
        XCTAssertEqual(request?.entries.map(\.term), [1, 4, 5])
        XCTAssertEqual(request?.leaderCommit, 4)
        XCTAssertTrue(core.hasEntries(for: 1))
    }

    /// Section 5.2: heartbeats are "AppendEntries RPCs that carry no log entries": nothing is sent twice for nothing.
    func testPeerThatHasAllGetsAHeartbeat() {
        var core = RaftCore.leader(term: 5, log: [1])
        _ = core.append([9])
        core.receiveSuccess(upTo: 2, from: 1)
        XCTAssertFalse(core.hasEntries(for: 1))
        XCTAssertEqual(core.appendEntries(for: 1)?.entries, [])
        XCTAssertEqual(core.appendEntries(for: 1)?.prevLogIndex, 2)
        XCTAssertTrue(core.hasEntries(for: 2))
    }

    /// Followers and candidates send no entries.
    func testOnlyALeaderSendsEntries() {
        for core in RaftCore.everyRole(term: 5, log: [1]) where !core.isLeader {
            XCTAssertNil(core.appendEntries(for: 1))
            XCTAssertFalse(core.hasEntries(for: 1))
        }
    }

    // MARK: - What it learns

    /// Figure 2: "If successful: update nextIndex and matchIndex for follower". What is confirmed is what was sent, not
    /// what the log has grown to since.
    func testSuccessConfirmsWhatWasSent() {
        var core = RaftCore.leader(term: 5, log: [1])
        _ = core.append([2])
        let request = core.appendEntries(for: 1)!
        _ = core.append([3])
        core.receive(AppendEntries.Reply(term: 5, success: true), to: request, from: 1)
        XCTAssertEqual(core.progress(of: 1)?.matchIndex, 2)
        XCTAssertEqual(core.progress(of: 1)?.nextIndex, 3)
        XCTAssertEqual(core.progress(of: 2)?.matchIndex, 0, "another peer's answer says nothing about this one")
        XCTAssertEqual(core.commitIndex, 2)
    }

    /// Successes that come late, twice or in another order take nothing back (Figure 2: matchIndex "increases
    /// monotonically").
    func testReorderedSuccessesTakeNothingBack() {
        var core = RaftCore.leader(term: 5, log: [1, 1, 1])
        for index in [2, 3, 1, 3, 0] { core.receiveSuccess(upTo: index, from: 1) }
        XCTAssertEqual(core.progress(of: 1)?.matchIndex, 3)
        XCTAssertEqual(core.progress(of: 1)?.nextIndex, 4)
    }

    /// An answer to a request of an earlier term counts for nothing, even if this server leads again: the follower may
    /// have changed its log since.
    func testAnswersFromAnEarlierTermAreIgnored() {
        var core = RaftCore.leader(term: 3, log: [1])
        _ = core.append([3])
        _ = core.answer(heartbeat(term: 4))
        _ = core.startElection()
        core.receiveVote(from: 2)
        _ = core.append([5])
        XCTAssertEqual(core.log.terms, [1, 3, 5])
        let before = core
        core.receiveSuccess(upTo: 3, from: 1, sentIn: 3)
        core.receiveRefusal(after: 2, index: 1, from: 1, sentIn: 3)
        XCTAssertEqual(core.role, before.role)
        XCTAssertEqual(core.commitIndex, 0)
        core.receiveSuccess(upTo: 3, from: 1)
        XCTAssertEqual(core.commitIndex, 3)
    }

    /// Answers that reach a server which no longer leads change nothing.
    func testAnswersToAFormerLeaderAreIgnored() {
        for var core in RaftCore.everyRole(term: 5, log: [1]) where !core.isLeader {
            let role = core.role
            core.receiveSuccess(upTo: 1, from: 1)
            core.receiveSuccess(upTo: 1, from: 2)
            core.receiveRefusal(after: 1, index: 1, from: 1)
            XCTAssertEqual(core.role, role)
            XCTAssertEqual(core.commitIndex, 0)
        }
    }

    // MARK: - How it steps back

    /// Section 5.3, last paragraphs: where the next attempt begins.
    func testRefusalsMoveNextIndexBack() {
        let cases: [(conflict: (term: Int?, index: Int), nextIndex: Int, why: String)] = [
            ((nil, 5), 5, "the follower's log ends at 4"),
            ((nil, 1), 1, "the follower's log is empty"),
            ((3, 6), 6, "we have no entry of term 3: skip all of the follower's"),
            ((3, 4), 4, "we have no entry of term 3: skip all of the follower's"),
            ((4, 4), 6, "our last entry of term 4 is at 5, and the follower has it"),
            ((1, 1), 4, "our last entry of term 1 is at 3, and the follower has it"),
            ((7, 5), 5, "a later term than any of ours"),
        ]
        for (conflict, nextIndex, why) in cases {
            var core = RaftCore.leader(term: 8, log: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6])
            core.receiveRefusal(after: 10, term: conflict.term, index: conflict.index, from: 1)
            XCTAssertEqual(core.progress(of: 1)?.nextIndex, nextIndex, why)
            XCTAssertEqual(core.progress(of: 1)?.matchIndex, 0, why)
            XCTAssertEqual(core.progress(of: 2)?.nextIndex, 11, "another peer's answer says nothing about this one")
        }
    }

    /// A refusal that was overtaken by a success or by a newer refusal says nothing about the present guess.
    func testLateRefusalsAreIgnored() {
        var core = RaftCore.leader(term: 8, log: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6])
        core.receiveRefusal(after: 10, index: 6, from: 1)
        XCTAssertEqual(core.progress(of: 1)?.nextIndex, 6)
        core.receiveRefusal(after: 10, index: 3, from: 1)
        XCTAssertEqual(core.progress(of: 1)?.nextIndex, 6, "the same request was answered before")
        core.receiveRefusal(after: 5, index: 4, from: 1)
        XCTAssertEqual(core.progress(of: 1)?.nextIndex, 4, "a refusal of the present guess counts")
        core.receiveSuccess(upTo: 7, from: 1)
        core.receiveRefusal(after: 3, index: 2, from: 1)
        XCTAssertEqual(core.progress(of: 1)?.nextIndex, 8)
        XCTAssertEqual(core.progress(of: 1)?.matchIndex, 7)
    }

    /// No refusal moves nextIndex to or below what the peer is known to have.
    func testNextIndexStaysAboveMatchIndex() {
        var core = RaftCore.leader(term: 8, log: [1, 1, 1, 4])
        core.receiveSuccess(upTo: 3, from: 1)
        _ = core.append([8])
        // A heartbeat with the first guess, refused before the follower took the entries, arrives as if it were new.
        core.receiveRefusal(after: 4, index: 2, from: 1)
        XCTAssertEqual(core.progress(of: 1)?.matchIndex, 3)
        XCTAssertEqual(core.progress(of: 1)?.nextIndex, 4)
    }

    /// Figure 3, Leader Append-Only: a leader's own log grows and never changes, whatever arrives in its term.
    func testLeaderOnlyAppends() {
        var core = RaftCore.leader(term: 5, log: [1, 2])
        _ = core.append([1])
        let before = core.log
        _ = core.answer(voteRequest(term: 5, lastIndex: 9, lastTerm: 5))
        _ = core.answer(appendRequest(term: 4, previous: 0, terms: [3, 3]))
        core.receiveRefusal(after: 2, term: 1, index: 1, from: 1)
        core.receiveSuccess(upTo: 1, from: 2)
        XCTAssertTrue(core.isLeader)
        XCTAssertEqual(core.log, before)
    }
}
