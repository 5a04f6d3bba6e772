import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// The rules about roles, time-outs and who may change a log: each with a story that keeps it and one that breaks it.
final class RoleRulesTests: XCTestCase {
    // MARK: - Roles

    func testALeaderThatNoLongerHearsAMajorityMayStepDown() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 1)
        story.answer(from: 1, term: 1, to: 0)
        try story.step(2, term: 1)
        try story.step(2, term: 1)
        try story.step(0, .follower, term: 1, vote: 0)
    }

    func testALeaderThatHearsAMajorityStepsDown() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 1)
        try story.step(2, term: 1)
        story.answer(from: 1, term: 1, to: 0)
        assertViolates(
            .leaderSteppedDown, nodes: [0], term: 1, section: "5.1",
            says: ["S0 led term 1", "became a follower in the same term", "Only a newer term"]
        ) { try story.step(0, .follower, term: 1, vote: 0) }
    }

    func testALeaderBecomesACandidateOfItsTerm() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 1)
        assertViolates(
            .leaderSteppedDown, nodes: [0], term: 1, section: "5.1", says: ["became a candidate in the same term"]
        ) { try story.step(0, .candidate, term: 1, vote: 0) }
    }

    func testACandidateThatLosesOrWaitsLongEnough() throws {
        var story = Story(servers: 5)
        try story.step(0, .candidate, term: 1, vote: 0)
        try story.elect(1, voters: [2, 3], term: 1)
        try story.step(0, .follower, term: 1, vote: 0)
        // Nobody wins term 2; the candidate gives up when its time is over.
        try story.step(2, .candidate, term: 2, vote: 2)
        try story.step(3, term: 2, vote: 2)
        try story.step(4, term: 2)
        try story.step(2, .follower, term: 2, vote: 2)
    }

    func testACandidateThatGivesUp() throws {
        var story = Story()
        try story.step(0, .candidate, term: 1, vote: 0)
        story.pace = 0.02
        assertViolates(
            .candidacyGivenUp, nodes: [0], term: 1, section: "5.2",
            says: ["for 20 ms only", "nobody leads that term", "one server refuses"]
        ) { try story.step(0, .follower, term: 1, vote: 0) }
    }

    // MARK: - Votes and time-outs

    func testAVoteNobodyAskedFor() throws {
        var story = Story()
        try story.step(0, .candidate, term: 1, vote: 0)
        try story.step(1, .candidate, term: 2, vote: 1)
        try story.step(2, term: 1)
        assertViolates(
            .voteNotAskedFor, nodes: [2, 0], term: 2, section: "5.2",
            says: ["S2 voted in term 2 for S0", "not been a candidate of that term", "RequestVote step 1"]
        ) { try story.step(2, term: 2, vote: 0) }
    }

    func testElectionsThatComeTooSoon() throws {
        var story = Story()
        story.pace = 0.06
        for server in 0..<3 { try story.step(server, term: 0) }
        for server in 0..<3 { story.start(server) }
        try story.step(2, term: 0)
        try story.step(0, .candidate, term: 1, vote: 0)
        try story.step(1, term: 1, vote: 0)
        // A time-out after its start, but not after its vote.
        assertViolates(
            .electionTooSoon, nodes: [1], term: 2, section: "5.2",
            says: ["S1 started an election for term 2 only 60 ms after it gave its vote", "does not restart the timer"]
        ) { try story.step(1, .candidate, term: 2, vote: 1) }
        try story.step(2, term: 2)
        assertViolates(
            .electionTooSoon, nodes: [1], term: 3, section: "5.2", says: ["after its last election"]
        ) {
            story.pace = 0.03
            try story.step(1, .candidate, term: 3, vote: 1)
        }
        story.start(2)
        assertViolates(.electionTooSoon, nodes: [2], term: 3, section: "5.2", says: ["30 ms after it started"]) {
            try story.step(2, .candidate, term: 3, vote: 2)
        }
    }

    // MARK: - Logs

    func testOnlyTheLeaderAddsEntries() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 1)
        try story.step(0, .leader, term: 1, vote: 0, log: [1])
        try story.step(1, term: 1, vote: 0, log: [1])
        assertViolates(
            .foreignEntry, nodes: [1, 0], term: 1, index: 2, section: "5.3",
            says: ["S1, in term 1, took an entry at index 2 that S0", "Does start() ask"]
        ) { try story.step(1, term: 1, vote: 0, log: [1, 1]) }
    }

    func testACandidateAddsAnEntry() throws {
        var story = Story()
        try story.step(0, .candidate, term: 1, vote: 0)
        assertViolates(
            .foreignEntry, nodes: [0], term: 1, index: 1, section: "5.3",
            says: ["changed its log at index 1 as a candidate, though nobody has led that term"]
        ) { try story.step(0, .candidate, term: 1, vote: 0, log: [1]) }
    }

    func testEntriesOfAnOlderTermAreStoredTooLate() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 1)
        try story.step(0, .leader, term: 1, vote: 0, log: [1])
        try story.elect(1, voters: [2], term: 2)
        assertViolates(
            .foreignEntry, nodes: [2, 1], term: 2, index: 1, section: "5.3",
            says: ["S1, the leader of that term, does not have", "does anything await"]
        ) { try story.step(2, term: 2, vote: 1, log: [1]) }
    }

    func testAFollowerMayFollowALeaderThatCrashedSince() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 1)
        try story.step(0, .leader, term: 1, vote: 0, log: [1, 1])
        try story.step(0, term: 1, vote: 0, log: [1], isRestart: true)
        try story.step(1, term: 1, vote: 0, log: [1, 1])
    }

    func testALateRequestRemovesWhatTheLeaderHas() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 1)
        try story.step(0, .leader, term: 1, vote: 0, log: [1, 1, 1])
        try story.step(1, term: 1, vote: 0, log: [1, 1, 1])
        assertViolates(
            .logMismatch, nodes: [1, 0], term: 1, index: 2, section: "5.3",
            says: ["S1, in term 1, removed its entry at index 2", "A late request brings fewer entries"]
        ) { try story.step(1, term: 1, vote: 0, log: [1]) }
    }

    func testTwoLooksAtTheEndOfALog() throws {
        var monitor = SafetyMonitor(size: 3, stage: .replication)
        let state = RaftState(role: .follower, term: 2, votedFor: nil, lastIndex: 1, lastTerm: 2, commitIndex: 0)
        XCTAssertThrowsError(try monitor.look(at: 1, state, seconds: 1) { _ in 1 }) { error in
            let failure = error as? LabFailure
            XCTAssertEqual(failure?.kind, .misuse)
            XCTAssertEqual(failure?.message.contains("reports 2 as the term of its last entry, at index 1"), true)
            XCTAssertEqual(failure?.message.contains("logTerm(at: 1) is 1"), true)
        }
    }
}
