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
        let answers = waiting.add(client: 1, sequence: 5, index: 3, term: 1)
        XCTAssertEqual(waiting.count, 1)
        waiting.resolve(index: 2, client: 1, sequence: 5, with: "elsewhere")
        XCTAssertEqual(waiting.count, 1)
        waiting.resolve(index: 3, client: 1, sequence: 5, with: "a")
        XCTAssertEqual(waiting.count, 0)
        let answer = await first(answers)
        XCTAssertEqual(answer, "a")
    }

    func testNotTheAnswerToAnothers() async {
        for (client, sequence) in [(2, 5), (1, 6)] as [(UInt64, Int)] {
            var waiting = WaitingRequests<String>()
            let answers = waiting.add(client: 1, sequence: 5, index: 3, term: 1)
            waiting.resolve(index: 3, client: client, sequence: sequence, with: "another's")
            let answer = await first(answers)
            XCTAssertNil(answer)
            XCTAssertEqual(waiting.count, 0)
        }
    }

    func testALaterLeaderTakesThePlace() async {
        var waiting = WaitingRequests<String>()
        let deposed = waiting.add(client: 1, sequence: 5, index: 3, term: 1)
        let present = waiting.add(client: 2, sequence: 1, index: 3, term: 2)
        waiting.resolve(index: 3, client: 2, sequence: 1, with: "b")
        let (none, answer) = (await first(deposed), await first(present))
        XCTAssertNil(none)
        XCTAssertEqual(answer, "b")
    }

    func testWhatIsLostIsGivenUp() async {
        var waiting = WaitingRequests<String>()
        let old = waiting.add(client: 1, sequence: 5, index: 3, term: 1)
        let new = waiting.add(client: 2, sequence: 1, index: 4, term: 2)
        waiting.giveUp { _, term in term != 2 }
        XCTAssertEqual(waiting.count, 1)
        let none = await first(old)
        XCTAssertNil(none)
        waiting.resolve(index: 4, client: 2, sequence: 1, with: "b")
        let answer = await first(new)
        XCTAssertEqual(answer, "b")
    }
}
