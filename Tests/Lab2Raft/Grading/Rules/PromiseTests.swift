import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// What servers have told others must hold: what `start` promised, and what a crash must not take back.
final class PromiseTests: XCTestCase {
    // MARK: - Commands

    func testPromisesThatAreKept() throws {
        var story = Story(stage: .replication)
        try story.submit("a", to: 0, index: 1, term: 1)
        try story.submit("b", to: 2, index: 1, term: 2)
        try story.apply("b", on: 1, index: 1, term: 2)
    }

    func testAnIndexThatIsPromisedTwice() throws {
        var story = Story()
        try story.submit("a", to: 0, index: 1, term: 1)
        assertViolates(
            .wrongSubmission, nodes: [0], term: 1, index: 1, section: "5.3",
            says: ["S0's start() promised index 1 of term 1 to 'b', but S0 had promised it to 'a'", "next free index"]
        ) { try story.submit("b", to: 0, index: 1, term: 1) }
    }

    func testACommandAtAnotherPlace() throws {
        var story = Story()
        try story.submit("a", to: 0, index: 2, term: 1)
        assertViolates(
            .wrongSubmission, nodes: [0], term: 1, index: 1, section: "5.3",
            says: ["S0 applied 'a' at index 1 of term 1, but no start() ever promised that place", "first index is 1"]
        ) { try story.apply("a", on: 0, index: 1, term: 1) }
    }

    func testAnotherCommandAtThePlace() throws {
        var story = Story()
        try story.submit("a", to: 0, index: 1, term: 1)
        assertViolates(
            .wrongSubmission, nodes: [2], term: 1, index: 1, section: "5.3",
            says: ["S2 applied 'x' at index 1 of term 1, but start() had promised that place to 'a'"]
        ) { try story.apply("x", on: 2, index: 1, term: 1) }
    }

    // MARK: - Crashes

    func testATermThatIsNotOnDisk() throws {
        var story = Story()
        try story.step(1, term: 4)
        try story.trial(1, term: 3)
        story.reply(1)
        try story.trial(1, term: 4)
        assertViolates(
            .notDurable, nodes: [1], term: 4, section: "Figure 2",
            says: [
                "If S1 crashed right now, after it sent a message in term 4, it would restart from its disk in term 3",
                "currentTerm must be on disk",
            ]
        ) { try story.trial(1, term: 3) }
        assertViolates(
            .notDurable, nodes: [1], term: 4, section: "Figure 2",
            says: ["S1 crashed after it had sent messages in term 4, and restarted from its disk in term 0"]
        ) { try story.step(1, term: 0, isRestart: true) }
    }

    func testAVoteThatIsNotOnDisk() throws {
        var story = Story()
        try story.step(2, term: 4, vote: 1)
        story.reply(2)
        try story.trial(2, term: 4, vote: 1)
        // In a later term the vote is free again.
        try story.trial(2, term: 5)
        assertViolates(
            .notDurable, nodes: [2], term: 4, section: "Figure 2",
            says: ["from its disk without a vote, but had voted for S1", "elect two leaders"]
        ) { try story.trial(2, term: 4) }
        assertViolates(.notDurable, nodes: [2], term: 4, section: "Figure 2", says: ["with a vote for S0"]) {
            try story.trial(2, term: 4, vote: 0)
        }
    }

    func testEntriesThatAreNotOnDisk() throws {
        var story = Story()
        try story.step(1, term: 2, log: [1, 1, 2])
        story.reply(1)
        try story.trial(1, term: 2, log: [1, 1, 2, 2])
        assertViolates(
            .notDurable, nodes: [1], term: 2, index: 3, section: "Figure 2",
            says: ["with nothing at index 3, but it had confirmed the entry of term 2 there", "one of a majority"]
        ) { try story.trial(1, term: 2, log: [1, 1]) }
        assertViolates(.notDurable, nodes: [1], term: 2, index: 2, section: "Figure 2", says: ["an entry of term 2"]) {
            try story.trial(1, term: 2, log: [1, 2, 2])
        }
    }

    func testEntriesThatAnotherLeaderTookBack() throws {
        var story = Story()
        try story.step(1, term: 2, log: [1, 1, 2])
        story.reply(1)
        try story.elect(0, voters: [2], term: 3, log: [1])
        try story.step(1, term: 3, log: [1])
        try story.step(1, term: 3, log: [1], isRestart: true)
    }

    func testALeaderMaySaveItsOwnEntriesLate() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 1)
        try story.step(0, .leader, term: 1, vote: 0, log: [1])
        story.reply(0)
        try story.trial(0, term: 1, vote: 0)
    }

    func testBefore2CNothingIsFollowedAcrossACrash() {
        XCTAssertFalse(SafetyMonitor(size: 3, stage: .replication).followsCrashes)
        XCTAssertTrue(SafetyMonitor(size: 3, stage: .persistence).followsCrashes)
    }
}

enum RaftStates {
    static func leader(term: Int, vote: Int) -> RaftState {
        RaftState(role: .leader, term: term, votedFor: vote, lastIndex: 0, lastTerm: 0, commitIndex: 0)
    }

    static func follower(term: Int) -> RaftState {
        RaftState(role: .follower, term: term, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: 0)
    }
}
