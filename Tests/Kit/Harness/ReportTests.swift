import Foundation
import XCTest

@testable import Harness

final class ReportTests: XCTestCase {
    private let test = "Lab2ATests.ElectionTests/testReElection"

    // MARK: - Passes

    func testThePassLine() {
        XCTAssertEqual(
            Report.passed([sampleResult(), sampleResult()], test: test),
            "testReElection           passed: 12.5 s virtual, 3 servers, 1200 RPCs, 45.7 kB, 7 commits, 2 seeds, 6.5 ms"
        )
    }

    func testThePassLineOfOneSeed() {
        let result = RunResult(
            seed: 1, failure: nil, virtualSeconds: 0.04, servers: 5, rpcs: 3, bytes: 9999, commits: 0, digest: "",
            steps: 1, wallMilliseconds: 1234.5, options: "", names: MachineNames(), hints: [], paper: "",
            beginning: nil,
            events: [])
        XCTAssertEqual(
            Report.passed([result], test: "T.C/testWithANameLongerThanTheColumn"),
            "testWithANameLongerThanTheColumn passed: "
                + "0.0 s virtual, 5 servers, 3 RPCs, 9999 B, 0 commits, 1 seed, 1234 ms")
    }

    // MARK: - Failures

    func testAWholeFailure() {
        let first = sampleResult(failure: sampleFailure, events: ["3.200000 s  S0 crashes", "3.250000 s  S2 asks S0"])
        let results = [sampleResult(seed: 1), first, sampleResult(seed: 0x2b, failure: sampleFailure)]
        let lines = """
            Lab2ATests.ElectionTests/testReElection failed: applyMismatch

              what   S2 applied 'b' at index 7, where S0 had applied 'a'. How could that be?
              who    S0, S2
              term   4
              index  7
              when   3.250000 s of virtual time
              run    seed 0x2a, 3 servers, reliable network, messages take 0.1 to 1.0 ms, true clocks
              seeds  2 of 3 failed: 0x2a 0x2b

              The last events of these servers:
                3.200000 s  S0 crashes
                3.250000 s  S2 asks S0

              Replay it with:
            \(TestCommand.replay(test, seed: 0x2a).line)
            """
        XCTAssertEqual(Report.failed(results, first: first, test: test), lines)
    }

    func testAFailureThatKnowsLittle() {
        let first = sampleResult(failure: LabFailure(.testError, message: "oops"), events: ["0.000000 s  S0 starts"])
        let lines = """
            T.C/m failed: testError

              what   oops
              when   0.000000 s of virtual time
              run    seed 0x2a, 3 servers, reliable network, messages take 0.1 to 1.0 ms, true clocks

              The last events:
                0.000000 s  S0 starts

              Replay it with:
            \(TestCommand.replay("T.C/m", seed: 0x2a).line)
            """
        XCTAssertEqual(Report.failed([first], first: first, test: "T.C/m"), lines)
    }

    func testLongMessagesAreWrapped() {
        let message = Array(repeating: "word", count: 60).joined(separator: " ")
        let first = sampleResult(failure: LabFailure(.testError, message: message))
        let lines = Report.failed([first], first: first, test: "T.C/m").split(separator: "\n")
        XCTAssert(lines.dropLast().allSatisfy { $0.count <= 102 })
        XCTAssertEqual(lines.filter { $0.hasPrefix("         word") }.count, 3)
    }

    func testManyFailedSeedsAreCutShort() {
        let results = (1...20).map { sampleResult(seed: $0, failure: sampleFailure) }
        let text = Report.failed(results, first: results[0], test: "T.C/m")
        XCTAssert(text.contains("  seeds  20 of 20 failed: 0x1 0x2 0x3 0x4 0x5 0x6 0x7 0x8 ...\n"), text)
    }

    func testHintsFollowTheMessage() {
        let first = sampleResult(failure: LabFailure(.testError, message: "oops"), hints: ["a", "b"])
        let text = Report.failed([first], first: first, test: "T.C/m")
        XCTAssert(text.contains("  what   oops\n  hint   a\n  hint   b\n  when"), text)
    }

    func testSeedsThatWereNotRunAreMentioned() {
        let results = (1...3).map { sampleResult(seed: $0, failure: sampleFailure) }
        let text = Report.failed(results, first: results[0], leftOut: 7, test: "T.C/m")
        XCTAssert(text.contains("  rest   7 more seeds were not run: those that failed are enough\n"), text)
    }

    // MARK: - The replay command

    func testReplayOfTheStudentsOwnCode() {
        XCTAssertEqual(replay([:]), "LAB_SEED=0x2a swift test\(configuration) --filter '\(test)$'")
        XCTAssertEqual(replay(["LAB_SOLUTION": ""]), replay([:]))
    }

    func testReplayNamesTheSolution() {
        XCTAssertEqual(
            replay(["LAB_SOLUTION": "reference"]),
            "LAB_SOLUTION=reference LAB_SEED=0x2a swift test\(configuration) --filter '\(test)$'")
    }

    func testReplayBuildsNoMoreThanThisProcess() {
        XCTAssert(replay(["LAB_ONLY": "Lab2"]).hasPrefix("LAB_ONLY=Lab2 LAB_SEED=0x2a swift test"))
    }

    func testTheNextLabIsTheOnlyOne() {
        let next = TestCommand(filter: "Lab3A", environment: ["LAB_ONLY": "Lab2"], executable: "T")
        XCTAssertEqual(next.line, "LAB_ONLY=Lab3 swift test\(configuration) --filter Lab3A")
        let same = TestCommand(filter: "Lab2C", environment: ["LAB_ONLY": "Lab2"], executable: "T")
        XCTAssertEqual(same.line, "LAB_ONLY=Lab2 swift test\(configuration) --filter Lab2C")
    }

    func testReplayNamesTheScratchPath() {
        let here = FileManager.default.currentDirectoryPath
        let inside = replay([:], executable: "\(here)/.build/reference/x86_64-linux/debug/Tests.xctest")
        XCTAssert(inside.contains(" --scratch-path .build/reference --filter"), inside)
        let outside = replay([:], executable: "/tmp/a b/x86_64-linux/debug/Tests.xctest")
        XCTAssert(outside.contains(" --scratch-path '/tmp/a b' --filter"), outside)
    }

    func testReplayQuotesWhatAShellWouldSplit() {
        XCTAssert(replay(["LAB_SOLUTION": "it's mine"]).hasPrefix("LAB_SOLUTION='it'\\''s mine' LAB_SEED"))
    }

    func testReplayKnowsTheBuildDirectoryByItsLink() throws {
        let root = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: root) }
        let files = FileManager.default
        try files.createDirectory(atPath: root + "/x86_64-linux/debug", withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: root + "/debug", withDestinationPath: "x86_64-linux/debug")
        try "".write(toFile: root + "/x86_64-linux/debug/Tests.xctest", atomically: false, encoding: .utf8)
        XCTAssertEqual(
            replay([:], executable: root + "/debug/Tests.xctest"),
            replay([:], executable: root + "/x86_64-linux/debug/Tests.xctest"))
        XCTAssert(replay([:], executable: root + "/debug/Tests.xctest").contains("--scratch-path \(root) "))
    }

    #if DEBUG
        private let configuration = ""
    #else
        private let configuration = " -c release -Xswiftc -enable-testing"
    #endif

    private func replay(_ environment: [String: String], executable: String = ".build/x86/debug/T.xctest") -> String {
        TestCommand(
            variables: ["LAB_SEED=0x2a"], filter: test, environment: environment, executable: executable
        ).line
    }
}
