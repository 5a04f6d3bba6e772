import XCTest

@testable import Lab2Raft

/// Section 5.2: how candidates become leaders, and how they don't.
final class CandidateTests: XCTestCase {
    /// Section 5.2: "To begin an election, a follower increments its current term and transitions to candidate state. It
    /// then votes for itself and issues RequestVote RPCs".
    func testElectionBegins() {
        var core = RaftCore.follower(2, of: 5, term: 4, votedFor: 1, log: [1, 3, 3])
        let request = core.startElection()
        XCTAssertEqual(core.persistent.currentTerm, 5)
        XCTAssertEqual(core.persistent.votedFor, 2)
        XCTAssertEqual(core.role, .candidate(votes: [2]))
        XCTAssertTrue(core.mustSave)
        XCTAssertEqual(request?.term, 5)
        XCTAssertEqual(request?.candidateID, 2)
        XCTAssertEqual(request?.lastLogIndex, 3)
        XCTAssertEqual(request?.lastLogTerm, 3)
    }

    /// Figure 2, "Rules for Servers: Candidates": a candidate whose election was split starts a new one, in a new term,
    /// and the votes of the old one don't count in it.
    func testSplitElectionIsFollowedByAnother() {
        var core = RaftCore.candidate(of: 5, term: 4)
        core.receiveVote(from: 1)
        XCTAssertEqual(core.startElection()?.term, 5)
        XCTAssertEqual(core.role, .candidate(votes: [0]))
        core.receiveVote(from: 2)
        XCTAssertTrue(core.isCandidate, "one old vote, one new and its own are no majority of five")
        core.receiveVote(from: 3)
        XCTAssertTrue(core.isLeader)
    }

    /// Figure 2: only followers and candidates have an election time-out.
    func testLeaderStartsNoElection() {
        var core = RaftCore.leader(term: 4)
        XCTAssertNil(core.startElection())
        XCTAssertEqual(core.term, 4)
        XCTAssertTrue(core.isLeader)
    }

    /// Section 5.2: "A candidate wins an election if it receives votes from a majority of the servers in the full
    /// cluster for the same term." One vote fewer is not enough, in clusters of even size neither.
    func testMajorityWins() {
        for (size, needed) in [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4)] {
            var core = RaftCore.candidate(of: size, term: 1)
            for peer in 1..<max(needed, 1) {
                XCTAssertFalse(core.isLeader, "\(peer) of \(size)")
                core.receiveVote(from: peer)
            }
            XCTAssertTrue(core.isLeader, "\(needed) of \(size)")
        }
    }

    /// The vote that wins is reported, once: that is when the first heartbeats go out.
    func testWinningVoteIsReported() {
        var core = RaftCore.candidate(of: 5, term: 1)
        let yes = RequestVote.Reply(term: 1, voteGranted: true)
        let wins = (1...4).map { core.receive(yes, to: voteRequest(term: 1, from: 0), from: $0) }
        XCTAssertEqual(wins, [false, true, false, false])
    }

    /// Section 5.2: refusals aren't votes, and the same vote counts once, however often its reply arrives.
    func testRefusalsAndDuplicatesAreNotCounted() {
        var core = RaftCore.candidate(of: 5, term: 1)
        for peer in 1...4 { core.receiveVote(from: peer, granted: false) }
        XCTAssertTrue(core.isCandidate)
        for _ in 1...4 { core.receiveVote(from: 1) }
        XCTAssertTrue(core.isCandidate)
        core.receiveVote(from: 2)
        XCTAssertTrue(core.isLeader)
    }

    /// Section 5.2, "for the same term": a vote for an earlier candidacy comes too late.
    func testVotesOfAnEarlierTermAreNotCounted() {
        var core = RaftCore.candidate(of: 3, term: 4)
        core.receiveVote(from: 1, askedIn: 3)
        XCTAssertEqual(core.role, .candidate(votes: [0]))
        core.receiveVote(from: 1, askedIn: 4)
        XCTAssertTrue(core.isLeader)
    }

    /// A vote that arrives after the election is over changes nothing: neither for one that lost, nor for one that won
    /// and has learnt about its followers since.
    func testVotesAfterTheElectionChangeNothing() {
        var loser = RaftCore.candidate(of: 3, term: 4)
        _ = loser.answer(heartbeat(term: 4))
        loser.receiveVote(from: 2)
        XCTAssertTrue(loser.isFollower)

        var winner = RaftCore.leader(of: 5, term: 4, log: [1])
        winner.receiveSuccess(upTo: 1, from: 1)
        let before = winner.role
        winner.receiveVote(from: 4)
        XCTAssertEqual(winner.role, before)
    }

    /// Section 5.2: a candidate that hears from a leader of its own term or of a newer one follows; "if the term in the
    /// RPC is smaller than the candidate's current term, then the candidate rejects the RPC and continues".
    func testCandidateStepsDownForALegitimateLeader() {
        for (leaderTerm, stepsDown) in [(3, false), (4, true), (5, true)] {
            var core = RaftCore.candidate(term: 4)
            let (_, isFromLeader) = core.answer(heartbeat(term: leaderTerm))
            XCTAssertEqual(core.isFollower, stepsDown, "a leader of term \(leaderTerm)")
            XCTAssertEqual(isFromLeader, stepsDown, "a leader of term \(leaderTerm)")
        }
    }

    /// It does so even if its log is not yet in line with the leader's.
    func testCandidateStepsDownForALeaderItCannotFollowYet() {
        var core = RaftCore.candidate(term: 4)
        let (reply, isFromLeader) = core.answer(heartbeat(term: 4, previous: 9, of: 3))
        XCTAssertFalse(reply.success)
        XCTAssertTrue(isFromLeader)
        XCTAssertTrue(core.isFollower)
    }

    /// Figure 2, "Volatile state on leaders: reinitialized after election": a new leader hopes that all have its log,
    /// and knows of nobody. What it knew in an earlier term may be wrong by now.
    func testNewLeaderStartsFromNothing() {
        var core = RaftCore.leader(of: 3, term: 4, log: [1, 2])
        core.receiveSuccess(upTo: 2, from: 1)
        core.receiveRefusal(after: 2, index: 1, from: 2)
        _ = core.answer(heartbeat(term: 5))
        _ = core.startElection()
        core.receiveVote(from: 2)
        XCTAssertTrue(core.isLeader)
        for peer in 1...2 {
            XCTAssertEqual(core.progress(of: peer)?.nextIndex, 3)
            XCTAssertEqual(core.progress(of: peer)?.matchIndex, 0)
        }
    }

    /// Section 5.2 in a cluster of one: its own vote is the majority, its own log too.
    func testSingleServer() {
        var core = RaftCore.follower(of: 1, term: 0)
        XCTAssertNil(core.append([1]), "not before it is elected")
        _ = core.startElection()
        XCTAssertTrue(core.isLeader)
        XCTAssertEqual(core.append([1]), 1)
        XCTAssertEqual(core.append([2]), 2)
        XCTAssertEqual(core.commitIndex, 2)
        XCTAssertEqual(core.applyAll(), [1, 2])
    }

    /// Section 5.4.2 in a cluster of one: even there, entries of an older term wait for one of the current term.
    func testSingleServerAfterARestart() {
        var core = RaftCore.follower(of: 1, term: 3, log: [1, 3])
        _ = core.startElection()
        XCTAssertEqual(core.commitIndex, 0)
        _ = core.append([1])
        XCTAssertEqual(core.commitIndex, 3)
    }
}
