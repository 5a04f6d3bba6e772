import XCTest

@testable import Harness

final class PlainTextTests: XCTestCase {
    func testEveryCharacterHasOneByte() {
        XCTAssertEqual("get(x) → \"ab\", 3 more … ±1 %".plain, "get(x) -> \"ab\", 3 more ... +-1 %")
        XCTAssertEqual("größer\n\t'1' \\ 🙂".plain, "gr\\u{00F6}\\u{00DF}er\n\t'1' \\ \\u{0001F642}")
        XCTAssertEqual("plain \"text\"\n".plain, "plain \"text\"\n")
    }

    func testReportsArePlain() {
        let failure = LabFailure(.wrongValue, message: "größer → kleiner", question: "Why …?")
        let world = World(seed: 1, timeLimit: .seconds(1))
        let result = RunResult(
            seed: 1, failure: failure, world: world, Figures(servers: 3, commits: 0, paper: ""),
            wall: .zero
        )
        let report = Report.failed([result], first: result, test: "Lab2ATests.ElectionTests/testInitialElection")
        XCTAssert(report.utf8.allSatisfy { $0 < 0x80 }, report)
    }
}
