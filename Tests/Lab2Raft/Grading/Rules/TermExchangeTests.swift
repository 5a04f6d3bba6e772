import XCTest

@testable import Harness
@testable import Lab2RaftGrading

final class TermExchangeTests: XCTestCase {
    func testANewerTermInAnAnswerMustBeAdopted() throws {
        var story = Story()
        try story.elect(0, voters: [1], term: 1)
        try story.step(2, term: 3)
        story.answer(from: 2, term: 3, to: 0)
        try story.step(0, .leader, term: 1, vote: 0, log: [1])
        assertViolates(
            .termIgnored, nodes: [0, 2], term: 1, section: "5.1",
            says: [
                "S0 is still leader in term 1, though S2 told it of term 3",
                "Each reply carries the term of who sent it",
            ]
        ) { try story.step(0, .leader, term: 1, vote: 0, log: [1, 1]) }
    }

    func testOneThatIsAdopted() throws {
        var story = Story()
        try story.step(2, term: 3)
        story.answer(from: 2, term: 3, to: 0)
        for _ in 0..<3 { try story.step(0, term: 3) }
    }

    func testACrashForgetsAnAnswer() throws {
        var story = Story()
        story.answer(from: 2, term: 3, to: 0)
        try story.step(0, term: 0, isRestart: true)
        for vote in 0..<3 { try story.step(0, term: 1 + vote) }
    }
}
