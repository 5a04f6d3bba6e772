import Foundation
import XCTest

@testable import Harness

final class ResultsFileTests: XCTestCase {
    private let path = temporaryPath()

    override func setUpWithError() throws { try ResultsFile.prepare(path) }
    override func tearDown() { try? FileManager.default.removeItem(atPath: path) }

    func testAPass() throws {
        try ResultsFile.append(sampleResult(), test: "Lab2ATests.ElectionTests/testX", points: 8, to: path)
        let line = try XCTUnwrap(lines(of: path).first)
        let expected: NSDictionary = [
            "test": "Lab2ATests.ElectionTests/testX", "seed": 0x2a, "passed": true, "points": 8,
            "virtualSeconds": 12.5, "servers": 3, "rpcs": 1200, "bytes": 45_678, "commits": 7,
            "digest": "00000000000000ff", "wallMilliseconds": 3.25,
        ]
        XCTAssertEqual(line as NSDictionary, expected)
    }

    func testAFailure() throws {
        try ResultsFile.append(sampleResult(failure: sampleFailure), test: "T.C/m", points: 8, to: path)
        let line = try XCTUnwrap(lines(of: path).first)
        XCTAssertEqual(line["passed"] as? Bool, false)
        let expected: NSDictionary = [
            "kind": "applyMismatch", "nodes": [0, 2], "term": 4, "index": 7, "virtualTime": 3.25,
            "message": "S2 applied 'b' at index 7, where S0 had applied 'a'. How could that be?",
        ]
        XCTAssertEqual(line["failure"] as? NSDictionary, expected)
    }

    func testWhatAFailureDoesNotKnowIsLeftOut() throws {
        let failure = LabFailure(.testError, message: "a \"quoted\"\nmessage / 2")
        try ResultsFile.append(sampleResult(failure: failure), test: "T.C/m", points: 0, to: path)
        let entry = try XCTUnwrap(lines(of: path).first?["failure"] as? [String: Any])
        XCTAssertEqual(Set(entry.keys), ["kind", "nodes", "virtualTime", "message"])
        XCTAssertEqual(entry["message"] as? String, failure.message)
    }

    func testTheLargestSeedIsExact() throws {
        try ResultsFile.append(sampleResult(seed: .max), test: "T.C/m", points: 0, to: path)
        XCTAssertEqual(try lines(of: path).first?["seed"] as? UInt64, 0xffff_ffff_ffff_ffff)
    }

    func testLinesAreAppended() throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            try ResultsFile.append(sampleResult(seed: seed), test: "T.C/m", points: 0, to: path)
        }
        try ResultsFile.prepare(path)
        XCTAssertEqual(try lines(of: path).map { $0["seed"] as? Int }, [0x1, 0x2, 0x3])
    }

    /// `swift test --parallel` runs every test in a process of its own; a line may not overwrite another's.
    func testWritersAtTheSameTimeLoseNothing() throws {
        let path = path
        DispatchQueue.concurrentPerform(iterations: 400) { number in
            try? ResultsFile.append(sampleResult(seed: UInt64(number)), test: "T.C/m", points: 0, to: path)
        }
        XCTAssertEqual(Set(try lines(of: path).compactMap { $0["seed"] as? Int }).count, 400)
    }

    func testAFileThatIsGoneIsMadeAgain() throws {
        try FileManager.default.removeItem(atPath: path)
        try ResultsFile.append(sampleResult(), test: "T.C/m", points: 0, to: path)
        XCTAssertEqual(try lines(of: path).count, 1)
    }

    func testADirectoryThatIsGoneIsAnError() {
        XCTAssertThrowsError(
            try ResultsFile.append(sampleResult(), test: "T.C/m", points: 0, to: "/nowhere/results.jsonl"))
    }
}
