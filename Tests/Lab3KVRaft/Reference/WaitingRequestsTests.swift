import XCTest

@testable import Lab3KVRaft

/// Who waits for an index hears the answer to its own command, or that there is none.
final class WaitingRequestsTests: XCTestCase {
    private func first(_ answers: AsyncStream<String>) async -> String? {
        for await answer in answers { return answer }
        return nil
    }

    func testTheAnswerToItsOwnCommand() async {
        var waiting = WaitingRequests<String>()
        let answers = waiting.add(index: 3, term: 1)
        XCTAssertEqual(waiting.count, 1)
        waiting.resolve(index: 2, term: 1, with: "elsewhere")
        XCTAssertEqual(waiting.count, 1)
        waiting.resolve(index: 3, term: 1, with: "a")
        XCTAssertEqual(waiting.count, 0)
        let answer = await first(answers)
        XCTAssertEqual(answer, "a")
    }

    func testNotTheAnswerToAnothers() async {
        var waiting = WaitingRequests<String>()
        let answers = waiting.add(index: 3, term: 1)
        waiting.resolve(index: 3, term: 2, with: "another leader's")
        let answer = await first(answers)
        XCTAssertNil(answer)
        XCTAssertEqual(waiting.count, 0)
    }

    func testACommandThatNobodyNeedsAnAnswerTo() async {
        var waiting = WaitingRequests<String>()
        let answers = waiting.add(index: 3, term: 1)
        waiting.resolve(index: 3, term: 1, with: nil)
        let answer = await first(answers)
        XCTAssertNil(answer)
    }

    func testALaterLeaderTakesThePlace() async {
        var waiting = WaitingRequests<String>()
        let deposed = waiting.add(index: 3, term: 1)
        let present = waiting.add(index: 3, term: 2)
        waiting.resolve(index: 3, term: 2, with: "b")
        let (none, answer) = (await first(deposed), await first(present))
        XCTAssertNil(none)
        XCTAssertEqual(answer, "b")
    }

    func testWhatIsLostIsGivenUp() async {
        var waiting = WaitingRequests<String>()
        let old = waiting.add(index: 3, term: 1)
        let new = waiting.add(index: 4, term: 2)
        waiting.giveUp { _, term in term != 2 }
        XCTAssertEqual(waiting.count, 1)
        let none = await first(old)
        XCTAssertNil(none)
        waiting.resolve(index: 4, term: 2, with: "b")
        let answer = await first(new)
        XCTAssertEqual(answer, "b")
    }
}
