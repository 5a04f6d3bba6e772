import XCTest

@testable import Lab2Raft

/// Sections 5.2 and 5.4.1: to whom a server gives its vote.
final class VoteTests: XCTestCase {
    /// Section 5.2: "Each server will vote for at most one candidate in a given term, on a first-come-first-served
    /// basis". Who asks twice is answered the same twice: the first answer may have been lost.
    func testOneVoteATerm() {
        var core = RaftCore.follower(term: 4)
        XCTAssertTrue(core.answer(voteRequest(term: 5, from: 1)).voteGranted)
        XCTAssertTrue(core.answer(voteRequest(term: 5, from: 1)).voteGranted)
        XCTAssertFalse(core.answer(voteRequest(term: 5, from: 2)).voteGranted)
        XCTAssertEqual(core.persistent.votedFor, 1)
    }

    /// Figure 2, "Persistent state": the vote survives a crash.
    func testOneVoteATermAlsoAfterARestart() {
        var core = RaftCore.follower(term: 4)
        core.didSave()
        _ = core.answer(voteRequest(term: 5, from: 1))
        XCTAssertTrue(core.mustSave)
        var restarted = RaftCore(me: 0, peerCount: 3, restored: core.persistent)
        XCTAssertTrue(restarted.isFollower)
        XCTAssertFalse(restarted.answer(voteRequest(term: 5, from: 2)).voteGranted)
        XCTAssertTrue(restarted.answer(voteRequest(term: 5, from: 1)).voteGranted)
    }

    /// The other direction: a vote binds for its term only.
    func testNewTermNewVote() {
        var core = RaftCore.follower(term: 5, votedFor: 1)
        XCTAssertTrue(core.answer(voteRequest(term: 6, from: 2)).voteGranted)
        XCTAssertEqual(core.persistent.votedFor, 2)
        _ = core.answer(heartbeat(term: 7))
        XCTAssertNil(core.persistent.votedFor, "a term learnt from a leader comes without a vote")
    }

    /// Section 5.4.1: who refuses a candidate for its log has still a vote to give in that term.
    func testRefusalIsNoVote() {
        var core = RaftCore.follower(term: 4, log: [1, 4])
        XCTAssertFalse(core.answer(voteRequest(term: 5, from: 1, lastIndex: 9, lastTerm: 3)).voteGranted)
        XCTAssertNil(core.persistent.votedFor)
        XCTAssertEqual(core.term, 5)
        XCTAssertTrue(core.answer(voteRequest(term: 5, from: 2, lastIndex: 2, lastTerm: 4)).voteGranted)
    }

    /// Section 5.2: a candidate has voted for itself, and a leader was one. Losing doesn't give the vote back.
    func testCandidatesAndLeadersVoteForNobodyElse() {
        var candidate = RaftCore.candidate(term: 5)
        XCTAssertFalse(candidate.answer(voteRequest(term: 5)).voteGranted)
        _ = candidate.answer(heartbeat(term: 5, previous: 0))
        XCTAssertTrue(candidate.isFollower)
        XCTAssertFalse(candidate.answer(voteRequest(term: 5)).voteGranted)
        var leader = RaftCore.leader(term: 5)
        XCTAssertFalse(leader.answer(voteRequest(term: 5)).voteGranted)
        XCTAssertTrue(leader.isLeader)
    }

    /// They do vote in a newer term, and refuse there too if the candidate's log is behind (section 5.4.1).
    func testCandidatesAndLeadersVoteInANewerTerm() {
        for var core in RaftCore.everyRole(term: 5, log: [5]) {
            XCTAssertTrue(core.answer(voteRequest(term: 6, from: 2, lastIndex: 1, lastTerm: 5)).voteGranted)
            XCTAssertTrue(core.isFollower)
        }
        for var core in RaftCore.everyRole(term: 5, log: [5]) {
            XCTAssertFalse(core.answer(voteRequest(term: 6, from: 2, lastIndex: 9, lastTerm: 4)).voteGranted)
            XCTAssertTrue(core.isFollower)
        }
    }

    /// Section 5.4.1: "If the logs have last entries with different terms, then the log with the later term is more
    /// up-to-date. If the logs end with the same term, then whichever log is longer is more up-to-date."
    func testUpToDateCheck() {
        let cases: [(last: (index: Int, term: Int), isVotedFor: Bool, why: String)] = [
            ((3, 2), true, "the same last entry"),
            ((4, 2), true, "the same term, longer"),
            ((2, 2), false, "the same term, shorter"),
            ((1, 3), true, "a later term, though shorter"),
            ((9, 1), false, "an earlier term, though longer"),
            ((0, 0), false, "an empty log"),
        ]
        for (last, isVotedFor, why) in cases {
            var core = RaftCore.follower(term: 3, log: [1, 1, 2])
            let reply = core.answer(voteRequest(term: 4, lastIndex: last.index, lastTerm: last.term))
            XCTAssertEqual(reply.voteGranted, isVotedFor, why)
        }
        var empty = RaftCore.follower(term: 0)
        XCTAssertTrue(empty.answer(voteRequest(term: 1)).voteGranted, "both logs are empty")
    }

    /// Figure 7: its leader can win term 8 with the votes of a, b, e and f; c and d have more up-to-date logs.
    func testVotesInFigure7() {
        var servers = Servers(logs: [Figure7.leader] + Figure7.followers.map(\.log))
        XCTAssertEqual(servers.elect(0, in: 8, asking: Array(1...6)), [1, 2, 5, 6])
        XCTAssertTrue(servers.cores[0].isLeader)
    }
}
