import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// The rules about terms, votes and leaders: each with a story that keeps it and one that breaks it.
final class ElectionRulesTests: XCTestCase {
    func testAnOrdinaryElection() throws {
        var story = Story()
        try story.elect(0, voters: [1, 2], term: 1)
        // A candidate that loses votes for the winner of the next term.
        try story.step(1, .candidate, term: 2, vote: 1)
        try story.step(2, term: 2)
        try story.step(0, term: 2, vote: 1)
        try story.step(1, .leader, term: 2, vote: 1)
        try story.step(2, .candidate, term: 3, vote: 2)
        try story.step(1, .follower, term: 3, vote: 2)
        try story.step(2, .leader, term: 3, vote: 2)
    }

    func testTwoLeaders() throws {
        var story = Story(servers: 5)
        try story.elect(0, voters: [1, 2], term: 1)
        // Three votes that the rule about single votes doesn't see: S1 and S2 look as if they had voted for S0 alone.
        try story.step(3, .candidate, term: 1, vote: 3)
        try story.step(4, term: 1, vote: 3)
        assertViolates(
            .unelectedLeader, nodes: [3], term: 1, section: "5.2",
            says: ["S3 became leader of term 1 with the votes of S3, S4", "a majority of 5 is 3", "counted once"]
        ) { try story.step(3, .leader, term: 1, vote: 3) }
    }

    func testElectionSafetyItself() throws {
        // Whatever made them leaders: the property is checked by itself.
        var view = ClusterView(names: ["S0", "S1", "S2"])
        var safety = ElectionSafety()
        for server in [0, 2] {
            let state = RaftStates.leader(term: 4, vote: server)
            let change = try XCTUnwrap(
                view.look(at: server, state, isRestart: false, seconds: 1, logTerm: { _ in nil }))
            if server == 0 {
                try safety.didChange(change, in: view)
            } else {
                assertViolates(
                    .twoLeaders, nodes: [0, 2], term: 4, section: "5.2",
                    says: ["S0 and S2 were both elected leader of term 4", "who voted for both"]
                ) { try safety.didChange(change, in: view) }
            }
        }
    }

    func testALeaderThatVotedForNobody() throws {
        var story = Story()
        try story.step(1, term: 0)
        assertViolates(
            .unelectedLeader, nodes: [1], term: 1, section: "5.2",
            says: ["with the votes of nobody", "does inspect() report votedFor"]
        ) { try story.step(1, .leader, term: 1) }
    }

    func testTwoVotes() throws {
        var story = Story()
        try story.step(2, term: 4, vote: 0)
        assertViolates(
            .votedTwice, nodes: [2, 0, 1], term: 4, section: "5.2",
            says: ["S2 voted twice in term 4: first for S0, then for S1", "What must be on disk before a vote leaves"]
        ) { try story.step(2, term: 4, vote: 1) }
    }

    func testAVoteThatIsForgotten() throws {
        var story = Story()
        try story.step(2, .candidate, term: 4, vote: 2)
        assertViolates(
            .votedTwice, nodes: [2], term: 4, section: "5.2",
            says: ["S2 forgot in term 4 that it had voted for S2", "Only a new term makes a server free"]
        ) { try story.step(2, .follower, term: 4) }
    }

    func testTwoVotesWithARestartBetween() throws {
        var story = Story()
        try story.step(2, term: 4, vote: 0)
        // The vote never left the machine, so it may be lost; but it may not be given twice.
        try story.step(2, term: 4, isRestart: true)
        assertViolates(.votedTwice, nodes: [2, 0, 1], term: 4, section: "5.2", says: ["voted twice in term 4"]) {
            try story.step(2, term: 4, vote: 1)
        }
    }

    /// Who hears from the leader of its term may write it down as the one it voted for: that elects nobody, so neither the
    /// leader's shorter log nor a crash matters.
    func testALeaderThatIsWrittenDownIsNoVote() throws {
        var story = Story()
        try story.step(2, term: 1, log: [1, 1])
        try story.elect(0, voters: [1], term: 2, log: [1])
        try story.step(2, term: 2, vote: 0, log: [1, 1])
        story.reply(2)
        try story.trial(2, term: 2, log: [1, 1])
        // In place of a vote that the loser got, too; the vote itself is on disk or the note is.
        try story.step(1, term: 3, vote: 1, log: [1])
        story.reply(1)
        try story.step(2, .candidate, term: 3, vote: 2, log: [1, 1])
        try story.step(0, term: 3, vote: 2, log: [1])
        try story.step(2, .leader, term: 3, vote: 2, log: [1, 1])
        try story.step(1, term: 3, vote: 2, log: [1])
        try story.trial(1, term: 3, vote: 1, log: [1])
        try story.trial(1, term: 3, vote: 2, log: [1])
        assertViolates(
            .notDurable, nodes: [1], term: 3, section: "Figure 2", says: ["without a vote, but had voted for S1"]
        ) { try story.trial(1, term: 3, log: [1]) }
    }

    func testATermThatShrinks() throws {
        var story = Story()
        try story.step(1, term: 5)
        assertViolates(
            .termWentBack, nodes: [1], term: 3, section: "5.1",
            says: ["S1 went from term 5 back to term 3", "only if it is newer"]
        ) { try story.step(1, term: 3) }
    }

    func testAVoteForAnOlderLog() throws {
        var story = Story()
        try story.step(0, .candidate, term: 3, vote: 0, log: [1, 1, 1])
        try story.step(1, term: 2, log: [1, 2])
        assertViolates(
            .votedForOutdated, nodes: [1, 0], term: 3, section: "5.4.1",
            says: [
                "S1 voted for S0 in term 3, though its own log ends with index 2 of term 2 and S0's with index 3 of term 1",
                "later term",
            ]
        ) { try story.step(1, term: 3, vote: 0, log: [1, 2]) }
    }

    func testAVoteForAShorterLog() throws {
        var story = Story()
        try story.step(0, .candidate, term: 3, vote: 0, log: [1])
        try story.step(1, term: 2, log: [1, 1])
        assertViolates(.votedForOutdated, nodes: [1, 0], term: 3, section: "5.4.1", says: ["the longer one"]) {
            try story.step(1, term: 3, vote: 0, log: [1, 1])
        }
    }

    func testVotesForLogsThatAreAsGood() throws {
        for own in [[], [1], [1, 1]] {
            var story = Story()
            try story.step(0, .candidate, term: 3, vote: 0, log: [1, 1])
            try story.step(1, term: 3, vote: 0, log: own)
        }
    }
}
