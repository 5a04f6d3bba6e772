import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// The rules about logs and what is committed: each with a story that keeps it and one that breaks it.
final class LogRulesTests: XCTestCase {
    /// S0 leads term 1 with two entries on S1 and commits them.
    private func committedPair(servers: Int = 3) throws -> Story {
        var story = Story(servers: servers)
        try story.elect(0, voters: Array(1..<(servers / 2 + 1)), term: 1)
        try story.step(0, .leader, term: 1, vote: 0, log: [1, 1])
        for follower in 1..<(servers / 2 + 1) { try story.step(follower, term: 1, vote: 0, log: [1, 1]) }
        try story.step(0, .leader, term: 1, vote: 0, log: [1, 1], commit: 2)
        return story
    }

    func testAnOrdinaryLife() throws {
        var story = try committedPair()
        try story.step(1, term: 1, vote: 0, log: [1, 1], commit: 2)
        try story.step(1, .candidate, term: 2, vote: 1, log: [1, 1], commit: 2)
        try story.step(2, term: 2, vote: 1)
        try story.step(1, .leader, term: 2, vote: 1, log: [1, 1], commit: 2)
        try story.step(1, .leader, term: 2, vote: 1, log: [1, 1, 2], commit: 2)
        // The old leader still appends in its term, and gives it up.
        try story.step(0, .leader, term: 1, vote: 0, log: [1, 1, 1], commit: 2)
        try story.step(0, term: 2, log: [1, 1, 2], commit: 2)
        try story.step(1, .leader, term: 2, vote: 1, log: [1, 1, 2], commit: 3)
        try story.step(0, term: 2, log: [1, 1, 2], commit: 3)
    }

    func testALeaderThatRemovesItsOwnEntries() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 1)
        try story.step(0, .leader, term: 1, vote: 0, log: [1, 1, 1])
        assertViolates(
            .leaderRewroteLog, nodes: [0], term: 1, index: 2, section: "5.3",
            says: ["S0, the leader of term 1, removed or replaced the entry at index 2", "never the other way round"]
        ) { try story.step(0, .leader, term: 1, vote: 0, log: [1]) }
    }

    func testALeaderThatAppendsAnEntryOfAnotherTerm() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 3, log: [1])
        assertViolates(
            .leaderRewroteLog, nodes: [0], term: 3, index: 2, section: "5.3",
            says: ["appended an entry of term 2 at index 2", "the term in which its leader received it"]
        ) { try story.step(0, .leader, term: 3, vote: 0, log: [1, 2]) }
    }

    func testLogsThatMeetAgain() throws {
        var story = Story()
        try story.step(1, term: 3)
        try story.elect(0, voters: [2], term: 3, log: [1, 2])
        try story.step(0, .leader, term: 3, vote: 0, log: [1, 2, 3])
        // The leader goes on to another term, so that its log is no longer what others are held against.
        try story.step(0, term: 4, log: [1, 2, 3])
        assertViolates(
            .logMismatch, nodes: [0, 1], term: 3, index: 3, section: "5.3",
            says: [
                "S1 holds an entry of term 3 at index 3 after one of term 1",
                "on S0 the same entry follows one of term 2", "prevLogTerm",
            ]
        ) { try story.step(1, term: 3, log: [1, 1, 3]) }
    }

    func testALogWhoseTermsShrink() throws {
        var story = Story()
        assertViolates(
            .termWentBack, nodes: [2], term: 3, index: 2, section: "5.3",
            says: ["has an entry of term 1 at index 2, after one of term 2", "along a log terms never shrink"]
        ) { try story.step(2, term: 3, log: [2, 1]) }
    }

    func testAnEntryNewerThanItsServer() throws {
        var story = Story()
        assertViolates(.termWentBack, nodes: [2], term: 1, index: 1, section: "5.3", says: ["none is newer"]) {
            try story.step(2, term: 1, log: [2])
        }
    }

    func testALeaderWithoutACommittedEntry() throws {
        var story = try committedPair()
        try story.step(2, .candidate, term: 2, vote: 2)
        // S1 has lost its log, so that its vote breaks no other rule.
        try story.step(1, term: 1, vote: 0, isRestart: true)
        try story.step(1, term: 2, vote: 2)
        assertViolates(
            .incompleteLeader, nodes: [2], term: 2, index: 1, section: "5.4",
            says: [
                "S2 leads term 2, but its log has nothing at index 1, where an entry of term 1 was committed in term 1",
                "which server in both",
            ]
        ) { try story.step(2, .leader, term: 2, vote: 2) }
    }

    func testACommitThatALaterLeaderLacks() throws {
        var story = Story(servers: 5)
        try story.elect(0, voters: [1, 2], term: 1)
        try story.step(0, .leader, term: 1, vote: 0, log: [1])
        try story.elect(3, voters: [4, 2], term: 2)
        try story.step(1, term: 1, vote: 0, log: [1])
        // However it came to the entry.
        try story.step(4, term: 2, vote: 3, log: [1], isRestart: true)
        assertViolates(.incompleteLeader, nodes: [3], term: 2, index: 1, section: "5.4", says: ["S3 leads term 2"]) {
            try story.step(0, .leader, term: 1, vote: 0, log: [1], commit: 1)
        }
    }

    func testAFollowerThatCommitsAnotherEntry() throws {
        var story = try committedPair()
        try story.step(2, term: 1, log: [1])
        try story.step(2, .candidate, term: 2, vote: 2, log: [1])
        try story.step(1, .follower, term: 2, log: [1, 1])
        try story.step(2, .candidate, term: 3, vote: 2, log: [1])
        // However it came to the entry.
        try story.step(2, term: 3, vote: 2, log: [1, 3], isRestart: true)
        assertViolates(
            .commitMismatch, nodes: [0, 2], term: 3, index: 2, section: "5.3",
            says: [
                "S2 counts its entry of term 3 at index 2 as committed, but there S0 had committed an entry of term 1",
                "index of last new entry",
            ]
        ) { try story.step(2, term: 3, vote: 2, log: [1, 3], commit: 2) }
    }

    func testACommitIndexThatShrinks() throws {
        var story = try committedPair()
        assertViolates(
            .commitWentBack, nodes: [0], term: 1, index: 1, section: "5.3",
            says: ["commit index went from 2 back to 1", "only if leaderCommit is greater"]
        ) { try story.step(0, .leader, term: 1, vote: 0, log: [1, 1], commit: 1) }
    }

    func testACommitIndexBeyondTheLog() throws {
        var story = Story()
        try story.step(1, term: 1, log: [1])
        assertViolates(
            .commitWentBack, nodes: [1], term: 1, index: 4, section: "5.3",
            says: ["S1's commit index is 4, but its log ends at index 1", "min(leaderCommit"]
        ) { try story.step(1, term: 1, log: [1], commit: 4) }
    }

    func testACommitIndexBeyondTheLogAfterARestart() throws {
        var story = Story()
        try story.step(1, term: 1, log: [1])
        assertViolates(
            .commitWentBack, nodes: [1], term: 1, index: 4, section: "5.3",
            says: ["S1's commit index is 4", "has just restarted", "does init take all of it over"]
        ) { try story.step(1, term: 1, log: [1], commit: 4, isRestart: true) }
    }

    func testACommittedEntryThatIsRemoved() throws {
        var story = try committedPair()
        try story.step(1, term: 1, vote: 0, log: [1, 1], commit: 2)
        assertViolates(
            .commitWentBack, nodes: [1], term: 1, index: 2, section: "5.3",
            says: ["S1 removed or replaced the entry at index 2", "AppendEntries step 3"]
        ) { try story.step(1, term: 1, vote: 0, log: [1], commit: 2) }
    }

    func testACommitWithoutAMajority() throws {
        var story = Story(servers: 5)
        try story.elect(0, voters: [1, 2], term: 1)
        try story.step(0, .leader, term: 1, vote: 0, log: [1])
        try story.step(1, term: 1, vote: 0, log: [1])
        assertViolates(
            .committedTooEarly, nodes: [0], term: 1, index: 1, section: "5.3",
            says: ["committed index 1, but only 2 of 5 servers store that entry; a majority is 3", "matchIndex"]
        ) { try story.step(0, .leader, term: 1, vote: 0, log: [1], commit: 1) }
    }

    func testAnOlderTermThatIsCommittedByCounting() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 4, log: [2])
        assertViolates(
            .committedOldTerm, nodes: [0], term: 4, index: 1, section: "5.4.2",
            says: ["leads term 4 and committed index 1, an entry of term 2, because a majority stores it", "Figure 8"]
        ) { try story.step(0, .leader, term: 4, vote: 0, log: [2], commit: 1) }
    }

    func testAnOlderTermThatIsCommittedWithANewEntry() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 4, log: [2])
        try story.step(0, .leader, term: 4, vote: 0, log: [2, 4])
        try story.step(1, term: 4, vote: 0, log: [2, 4])
        // One step at a time, as some loops do.
        try story.step(0, .leader, term: 4, vote: 0, log: [2, 4], commit: 1)
        try story.step(0, .leader, term: 4, vote: 0, log: [2, 4], commit: 2)
    }

    func testAnEntryAppliedBeforeItIsCommitted() throws {
        var story = try committedPair()
        try story.submit("a", to: 0, index: 2, term: 1)
        try story.apply("a", on: 1, index: 2, term: 1)
        assertViolates(
            .appliedUncommitted, nodes: [1], term: 1, index: 2, section: "5.3",
            says: ["S1 applied index 2, but its own commit index is 1", "Only committed entries"]
        ) { try story.step(1, term: 1, vote: 0, log: [1, 1], commit: 1) }
    }

    func testWhatWasAppliedBeforeACrashNeedNotBeCommittedAfterIt() throws {
        var story = try committedPair()
        try story.submit("a", to: 0, index: 2, term: 1)
        try story.apply("a", on: 0, index: 2, term: 1)
        try story.step(0, term: 1, vote: 0, log: [1, 1], isRestart: true)
        try story.step(0, term: 1, vote: 0, log: [1, 1])
    }

    func testAnImpossibleLog() throws {
        var story = SafetyMonitor(size: 1, stage: .persistence)
        let state = RaftState(role: .follower, term: 1, votedFor: nil, lastIndex: -2, lastTerm: 0, commitIndex: 0)
        XCTAssertThrowsError(try story.look(at: 0, state, seconds: 0) { _ in nil }) { error in
            XCTAssertEqual((error as? LabFailure)?.kind, .misuse)
        }
    }
}
