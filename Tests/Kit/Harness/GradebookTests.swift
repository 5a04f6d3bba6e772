import XCTest

@testable import Harness

/// The score at the end, and what is said only once.
final class GradebookTests: XCTestCase {
    private var book = Gradebook()

    func testNothingThatRan() {
        XCTAssertNil(book.score(isOver: true, seeds: 10))
    }

    func testAPartWithFailures() {
        record("Lab2ATests.ElectionTests/testA", points: 5, failed: [])
        record("Lab2ATests.ElectionTests/testB", points: 4, failed: [3, 7])
        record("Lab2ATests.AdverseElectionTests/testC", points: 6, failed: Array(1...10))
        record("Lab2ATests.AdverseElectionTests/testD", points: 1, failed: [2], kind: .votedTwice)
        XCTAssertEqual(
            book.score(isOver: true, seeds: 10),
            """

            Score, with 10 seeds for each test
              Lab2A: 5 of 16 points, 1 of 4 tests
                noLeader: testB (2 of 10), testC
                votedTwice: testD (1 of 10)
            Next, the shortest run that failed:
            \(TestCommand.replay("Lab2ATests.ElectionTests/testB", seed: 3).line)
            """)
    }

    func testManyFailuresOfOneRule() throws {
        for name in ["A", "B", "C", "D", "E"] { record("Lab2BTests.T/test\(name)", points: 1, failed: Array(1...10)) }
        let score = try XCTUnwrap(book.score(isOver: true, seeds: 10))
        XCTAssert(score.contains("    noLeader: testA, testB, testC and 2 more\n"), score)
    }

    func testSeveralPartsAreSummed() throws {
        record("Lab2BTests.ReplicationTests/testA", points: 5, failed: [])
        record("Lab2ATests.ElectionTests/testB", points: 4, failed: [])
        record("HiddenTests.Lab2AHiddenTests/testC", points: 2, failed: [1])
        let score = try XCTUnwrap(book.score(isOver: false, seeds: 10))
        XCTAssertEqual(
            score,
            """

            Score so far, with 10 seeds for each test
              Lab2A: 4 of 6 points, 1 of 2 tests
                noLeader: testC (1 of 10)
              Lab2B: 5 of 5 points, 1 of 1 test
              all: 9 of 11 points, 2 of 3 tests
            """)
    }

    func testTheNextStepOfWhoHasPassed() {
        record("Lab2BTests.ReplicationTests/testA", points: 5, failed: [])
        XCTAssertEqual(next(seeds: 1), TestCommand(filter: "Lab2BTests.ReplicationTests/testA").line)
        XCTAssertEqual(next(seeds: 10), TestCommand(filter: "Lab2B").line)
        record("Lab2BTests.ReplicationTests/testB", points: 5, failed: [])
        XCTAssertEqual(next(seeds: 10), TestCommand(variables: ["LAB_SEEDS=100"], filter: "Lab2B").line)
        XCTAssertEqual(next(seeds: 100), TestCommand(filter: "Lab2C").line)
        record("Lab2ATests.ElectionTests/testC", points: 5, failed: [])
        XCTAssertEqual(next(seeds: 10), TestCommand(variables: ["LAB_SEEDS=100"], filter: "Lab2").line)
        record("Lab3ATests.KeyValueTests/testD", points: 5, failed: [])
        XCTAssertEqual(next(seeds: 10)?.hasSuffix("--filter 'Lab[0-9]'"), true)
    }

    func testNothingComesAfterTheLastPart() {
        for name in ["A", "B"] { record("Lab9BTests.CounterTests/test\(name)", points: 5, failed: []) }
        XCTAssertEqual(book.score(isOver: true, seeds: 100)?.contains("Next"), false)
    }

    func testTheFirstTestWithoutABeginning() {
        XCTAssertNil(book.firstTest(without: .election, or: "a"))
        XCTAssertEqual(book.firstTest(without: .election, or: "b"), "a")
        XCTAssertNil(book.firstTest(without: .log, or: "c"))
    }

    private func record(_ test: String, points: Int, failed: [UInt64], kind: LabFailure.Kind = .noLeader) {
        let results = (1...10).map { seed in
            sampleResult(seed: seed, failure: failed.contains(seed) ? LabFailure(kind, message: "oops") : nil)
        }
        book.record(results, of: test, points: points)
    }

    private func next(seeds: Int) -> String? {
        book.score(isOver: true, seeds: seeds)?.split(separator: "\n").last.map(String.init)
    }
}
