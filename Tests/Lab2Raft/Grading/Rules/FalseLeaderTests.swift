import LabRPC
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// Who may send what leaders send; the kinds of requests are told apart by what comes of them.
final class FalseLeaderTests: XCTestCase {
    /// S0 leads term 1, and has sent S1 and S2 so many heartbeats.
    private func story(heartbeats: Int = 5) throws -> Story {
        var story = Story()
        try story.elect(0, voters: [1, 2], term: 1)
        for _ in 0..<heartbeats {
            try story.step(1, term: 1, vote: 0, handling: .heartbeat(from: 0, term: 1))
            try story.step(2, term: 1, vote: 0, handling: .heartbeat(from: 0, term: 1))
        }
        return story
    }

    func testTheLeaderOfATermMaySendInIt() throws {
        var story = try story()
        try story.step(1, .candidate, term: 2, vote: 1)
        try story.step(0, term: 2, vote: 1, handling: .vote(from: 1, term: 2))
        try story.step(1, .leader, term: 2, vote: 1)
        try story.step(2, term: 2, vote: 1, handling: .heartbeat(from: 1, term: 2))
    }

    func testANewerTermFromAFalseLeader() throws {
        var story = try story()
        try story.step(1, .candidate, term: 2, vote: 1)
        try story.step(0, term: 2, vote: 1, handling: .vote(from: 1, term: 2))
        assertViolates(
            .falseLeader, nodes: [0, 2], term: 2, section: "5.2",
            says: ["S0 sent Heartbeat in term 2, which it has never led", "S2 took term 2", "before the task begins"]
        ) { try story.step(2, term: 2, handling: .heartbeat(from: 0, term: 2)) }
    }

    func testACandidateThatBelievesAFalseLeader() throws {
        var story = try story()
        try story.step(1, .candidate, term: 2, vote: 1)
        try story.step(0, term: 2, vote: 1, handling: .vote(from: 1, term: 2))
        assertViolates(
            .falseLeader, nodes: [0, 1], term: 2, section: "5.2",
            says: ["S0 sent Heartbeat in term 2", "S1 was a candidate and gave up for"]
        ) { try story.step(1, term: 2, vote: 1, handling: .heartbeat(from: 0, term: 2)) }
    }

    /// A request of an older term that deposes a leader is right; the leader is wrong, and another rule says so.
    func testALateRequestIsNotFalse() throws {
        var story = try story()
        try story.elect(1, voters: [2], term: 2)
        story.answer(from: 2, term: 2, to: 1)
        assertViolates(
            .leaderSteppedDown, nodes: [1, 0], term: 2, section: "5.1",
            says: ["S1 led term 2", "S1 was handling Heartbeat from S0"]
        ) { try story.step(1, term: 2, vote: 1, handling: .heartbeat(from: 0, term: 1)) }
    }

    func testKindsThatAreNotKnownYetAreNotJudged() throws {
        var story = try story(heartbeats: 4)
        try story.step(1, .candidate, term: 2, vote: 1)
        try story.step(0, term: 2, vote: 1, handling: .vote(from: 1, term: 2))
        try story.step(2, term: 2, handling: .heartbeat(from: 0, term: 2))
    }

    /// One kind of request for everything is never a leader's alone.
    func testKindsThatBringVotesAreNotLeaders() throws {
        var story = Story()
        for server in 0...2 { try story.step(server, term: 0) }
        try story.step(0, .candidate, term: 1, vote: 0)
        for voter in 1...2 { try story.step(voter, term: 1, vote: 0, handling: .heartbeat(from: 0, term: 1)) }
        try story.step(0, .leader, term: 1, vote: 0)
        for _ in 0..<9 { try story.step(1, term: 1, vote: 0, handling: .heartbeat(from: 0, term: 1)) }
        try story.step(2, .candidate, term: 2, vote: 2)
        try story.step(1, term: 2, handling: .heartbeat(from: 2, term: 2))
    }
}

extension Request {
    fileprivate static func heartbeat(from sender: Int, term: Int) -> Self {
        Self(sender: sender, method: Heartbeat.self) { [term] }
    }

    fileprivate static func vote(from sender: Int, term: Int) -> Self {
        Self(sender: sender, method: Vote.self) { [term] }
    }
}

private protocol Plain: Method {}

extension Plain {
    static var name: String { String(describing: Self.self) }
    static func describe(arguments: [UInt8]) -> String { "" }
    static func describe(reply: [UInt8]) -> String { "" }
}

private enum Heartbeat: Plain {}

private enum Vote: Plain {}
