import Foundation
import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// Graders as people start them: exit status, output and results file of a process of their own.
final class ChildProcessTests: XCTestCase {
    private let results = temporaryPath()

    override func tearDown() { try? FileManager.default.removeItem(atPath: results) }

    func testAPass() throws {
        let child = try Child("testPasses", ["LAB_SEEDS": "3", "LAB_RESULTS": results])
        XCTAssertEqual(child.status, 0)
        XCTAssert(
            child.output.contains("testPasses               passed: 0.1 s virtual, 3 servers, 3 RPCs"), child.output)
        XCTAssert(child.output.contains("1 commits, 3 seeds"), child.output)
        let lines = try lines(of: results)
        XCTAssertEqual(lines.map { $0["seed"] as? Int }, [0x1, 0x2, 0x3])
        XCTAssertEqual(lines.map { $0["passed"] as? Bool }, [true, true, true])
        XCTAssertEqual(Set(lines.map { $0["test"] as? String }), ["GradingRaftTests.ChildFixtures/testPasses"])
        XCTAssertEqual(Set(lines.map { $0["points"] as? Int }), [4])
    }

    func testAFailure() throws {
        let child = try Child("testFails", ["LAB_SEEDS": "2", "LAB_RESULTS": results])
        XCTAssertEqual(child.status, 1)
        XCTAssert(child.output.contains("GradingRaftTests.ChildFixtures/testFails failed: noLeader"), child.output)
        XCTAssert(child.output.contains("  seeds  2 of 2 failed: 0x1 0x2"), child.output)
        try assertEndsWithReplay(child, "testFails", seed: 1)
        XCTAssertEqual(try lines(of: results).map { $0["passed"] as? Bool }, [false, false])
    }

    func testTheScoreIsTheEnd() throws {
        let child = try Child("testPasses,GradingRaftTests.ChildFixtures/testFails", ["LAB_SEEDS": "2"])
        XCTAssertEqual(child.status, 1)
        let replay = TestCommand.replay("GradingRaftTests.ChildFixtures/testFails", seed: 1).line
        let score = """

            Score, with 2 seeds for each test
              GradingRaftTests: 4 of 8 points, 1 of 2 tests
                noLeader: testFails
            Next, the shortest run that failed:
            \(replay)

            """
        XCTAssert(child.output.hasSuffix(score), child.output)
    }

    func testEventsOfAPass() throws {
        let child = try Child("testPasses", ["LAB_SEEDS": "2", "LAB_EVENTS": "3"])
        XCTAssertEqual(child.status, 0)
        let parts = child.output.components(separatedBy: "  The last events of seed 0x1, the first of 2:\n")
        XCTAssertEqual(parts.count, 2, child.output)
        let lines = try XCTUnwrap(parts.last).split(separator: "\n").prefix { $0.hasPrefix("    ") }
        XCTAssertEqual(lines.count, 3, child.output)
        XCTAssert(lines.allSatisfy { $0.contains(" s  ") }, child.output)
    }

    func testWhatIsNotBegunIsExplainedOnce() throws {
        let child = try Child("testIsNotBegun,GradingRaftTests.ChildFixtures/testIsNotBegunEither", ["LAB_SEEDS": "2"])
        XCTAssertEqual(child.status, 1)
        XCTAssertEqual(child.output.components(separatedBy: "  The last events").count, 2, child.output)
        XCTAssert(child.output.contains("  begin  No server has sent a message to another yet: begin with run() in"))
        let line = """
            ChildFixtures.testIsNotBegunEither : failed - noLeader, as in testIsNotBegun above: no server has sent a message \
            to another yet; begin with run() in Lab2Raft/Raft.swift

            """
        XCTAssert(child.output.contains(line), child.output)
    }

    func testWhoSendsMessagesHasBegun() throws {
        let child = try Child("testHasBegun,GradingRaftTests.ChildFixtures/testHasBegun", ["LAB_SEEDS": "1"])
        XCTAssertFalse(child.output.contains("  begin  "), child.output)
    }

    func testTheSeedOfAReplayIsTheOneThatRuns() throws {
        let child = try Child("testFails", ["LAB_SEED": "0x2a", "LAB_RESULTS": results])
        XCTAssertEqual(child.status, 1)
        try assertEndsWithReplay(child, "testFails", seed: 0x2a)
        XCTAssertEqual(try lines(of: results).map { $0["seed"] as? Int }, [0x2a])
    }

    func testNondeterminismIsFoundAndReplayed() throws {
        for variables in [["LAB_SEEDS": "2"], ["LAB_SEED": "1"]] {
            let child = try Child("testDiffers", variables)
            XCTAssertEqual(child.status, 1)
            XCTAssert(child.output.contains("testDiffers failed: nondeterminism"), child.output)
            try assertEndsWithReplay(child, "testDiffers", seed: 1)
        }
    }

    func testSeedsAreLeftOutOnceFailuresTookLong() throws {
        for (fixture, kind, count) in [("testLivelock", "livelock", 1), ("testTooManySteps", "tooManySteps", 1)] {
            try? FileManager.default.removeItem(atPath: results)
            let child = try Child(fixture, ["LAB_SEEDS": "12", "LAB_RESULTS": results])
            XCTAssertEqual(child.status, 1)
            XCTAssert(child.output.contains("\(fixture) failed: \(kind)"), child.output)
            XCTAssert(child.output.contains("  rest   \(12 - count) more seeds were not run"), child.output)
            XCTAssertEqual(try lines(of: results).count, count, fixture)
        }
    }

    func testTooManyStepsEndTheTestWithItsFirstSeed() throws {
        let child = try Child("testTooManySteps", ["LAB_SEEDS": "5", "LAB_RESULTS": results])
        XCTAssertEqual(child.status, 1)
        XCTAssert(child.output.contains("testTooManySteps failed: tooManySteps"), child.output)
        let lines = try lines(of: results)
        XCTAssertEqual(lines.count, 1)
        let failure = try XCTUnwrap(lines.first?["failure"] as? [String: Any])
        XCTAssertEqual(failure["kind"] as? String, "tooManySteps")
        XCTAssertEqual(failure["nodes"] as? [Int], [2])
        let message = try XCTUnwrap(failure["message"] as? String)
        XCTAssert(message.hasPrefix("the run took 1000000 steps by "), message)
        XCTAssert(
            message.hasSuffix(" and was stopped; S2 was busiest last: look for messages or timers that multiply."),
            message)
    }

    func testMissingDeterministicHashingIsSaidOnce() throws {
        let child = try Child("testPassesTwiceWithoutDeterministicHashing", ["LAB_SEEDS": "2"])
        XCTAssertEqual(child.status, 0)
        let note = try XCTUnwrap(LabEnvironment.remark(onDeterministicHashing: false))
        XCTAssertEqual(child.errors, note + "\n")
    }

    func testAMalformedVariableEndsTheProcess() throws {
        let problems = [
            (["LAB_SEED": "abc"], "error: LAB_SEED=\"abc\" is not a seed: write a number from 0 to 2^64 - 1"),
            (["LAB_SEEDS": "0"], "error: LAB_SEEDS=\"0\" is not a number of seeds: write a number from 1 to 1000000"),
            (
                ["LAB_SEED": "1", "LAB_SEEDS": "abc"],
                "error: LAB_SEEDS=\"abc\" is not a number of seeds: write a number from 1 to 1000000"
            ),
            (
                ["LAB_WATCHDOG": "0"],
                "error: LAB_WATCHDOG=\"0\" is not a number of seconds: write a number from 1 to 86400"
            ),
            (
                ["LAB_RESULTS": "/nowhere/r"],
                "error: LAB_RESULTS=/nowhere/r can't be written (No such file or directory)"
            ),
        ]
        for (variables, line) in problems {
            let child = try Child("testPasses", variables)
            XCTAssertEqual(child.status, 2)
            XCTAssert(child.errors.hasPrefix(line), child.errors)
            XCTAssertEqual(child.errors.split(separator: "\n").count, 1, child.errors)
            XCTAssertFalse(child.output.contains("passed"), child.output)
        }
    }

    /// Takes long, because the watchdog measures real time.
    func testABlockedThread() throws {
        let child = try Child("testBlocks", ["LAB_SEEDS": "2", "LAB_RESULTS": results, "LAB_WATCHDOG": "2"])
        XCTAssertEqual(child.status, 70)
        XCTAssert(child.output.contains("GradingRaftTests.ChildFixtures/testBlocks failed: blocked"), child.output)
        try assertEndsWithReplay(child, "testBlocks", seed: 1)
        let line = try XCTUnwrap(lines(of: results).first)
        XCTAssertEqual(line["seed"] as? Int, 0x1)
        XCTAssertEqual(line["passed"] as? Bool, false)
        XCTAssertEqual(line["points"] as? Int, 4)
        let failure = try XCTUnwrap(line["failure"] as? [String: Any])
        XCTAssertEqual(failure["kind"] as? String, "blocked")
        XCTAssertEqual(failure["nodes"] as? [Int], [1])
        let message = try XCTUnwrap(failure["message"] as? String)
        XCTAssert(message.hasPrefix("S1 has blocked the thread for 2 real seconds"), message)
        XCTAssert(message.contains("a semaphore, a lock, sleep() or an endless loop without an await"), message)
        XCTAssert(child.output.contains("  when   1.000000 s of virtual time"), child.output)
        XCTAssert(child.output.contains("s  S1 starts\n"), child.output)
    }

    func testACrashOfTheProcess() throws {
        for (method, signals) in [("testTraps", [SIGILL, SIGTRAP]), ("testOverflowsTheStack", [SIGSEGV, SIGBUS])] {
            try? FileManager.default.removeItem(atPath: results)
            let child = try Child(
                "testFails,GradingRaftTests.ChildFixtures/\(method)", ["LAB_SEEDS": "2", "LAB_RESULTS": results])
            XCTAssert(signals.contains(child.status), "status \(child.status)")
            XCTAssert(child.output.contains("GradingRaftTests.ChildFixtures/\(method) failed: crashed"), child.output)
            try assertEndsWithReplay(child, method, seed: 1)
            let lines = try lines(of: results)
            XCTAssertEqual(lines.count, 3)
            let line = try XCTUnwrap(lines.last)
            XCTAssertEqual(line["seed"] as? Int, 0x1)
            XCTAssertEqual(line["virtualSeconds"] as? Double, 1)
            let failure = try XCTUnwrap(line["failure"] as? [String: Any])
            XCTAssertEqual(failure["kind"] as? String, "crashed")
            XCTAssertEqual(failure["nodes"] as? [Int], [1])
            XCTAssertEqual(
                failure["message"] as? String,
                "S1 crashed the whole process: an index out of range, an unwrapped nil, an overflow or a recursion without "
                    + "end. The lines above say where. The tests after this one do not run.")
            XCTAssert(child.output.contains("  when   1.000000 s of virtual time"), child.output)
            XCTAssert(child.output.contains("s  S1 notes: is about to fail\n"), child.output)
            XCTAssert(
                child.output.hasSuffix(
                    "Score so far, with 2 seeds for each test\n  GradingRaftTests: 0 of 4 points, 0 of 1 test\n    noLeader: testFails\n"
                ), child.output)
        }
    }

    private func assertEndsWithReplay(_ child: Child, _ method: String, seed: UInt64, line: UInt = #line) throws {
        let lines = child.output.split(separator: "\n", omittingEmptySubsequences: false)
        let label = try XCTUnwrap(lines.lastIndex(of: "  Replay it with:"), child.output, line: line)
        let command = TestCommand.replay("GradingRaftTests.ChildFixtures/\(method)", seed: seed).line
        XCTAssertEqual(String(lines[label + 1]), command, line: line)
        // Nothing of the report follows.
        let next = lines[label + 2]
        XCTAssert(next.isEmpty || next.hasPrefix("Test Case"), "\(next)", line: line)
    }
}

/// One fixture, run in a process of its own.
private struct Child {
    let status: Int32
    let output: String
    let errors: String

    init(_ method: String, _ variables: [String: String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = ["GradingRaftTests.ChildFixtures/\(method)"]
        let inherited = ProcessInfo.processInfo.environment.filter { name, _ in
            !["LAB_SEED", "LAB_SEEDS", "LAB_RESULTS", "LAB_WATCHDOG", "LAB_EVENTS"].contains(name)
        }
        process.environment = inherited.merging(variables) { $1 }.merging([ChildFixtures.key: "1"]) { $1 }
        let (output, errors) = (temporaryPath(), temporaryPath())
        defer { for path in [output, errors] { try? FileManager.default.removeItem(atPath: path) } }
        for path in [output, errors] { try "".write(toFile: path, atomically: false, encoding: .utf8) }
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        status = process.terminationStatus
        self.output = try String(contentsOfFile: output, encoding: .utf8)
        self.errors = try String(contentsOfFile: errors, encoding: .utf8)
    }
}

/// Graders that only a child process runs: most of them fail.
final class ChildFixtures: LabTestCase {
    static let key = "LAB_CHILD_FIXTURE"

    override func setUpWithError() throws {
        guard ProcessInfo.processInfo.environment[Self.key] != nil else { throw XCTSkip("run by ChildProcessTests") }
    }

    /// Grades a stub, which is no Raft, by the scenario alone.
    private func unchecked<Raft: RaftPeer>(
        _ type: Raft.Type, line: UInt = #line, _ body: @escaping Body<Raft>
    ) {
        grade(RaftCluster<Raft>.self, .init(servers: 3, stage: nil), points: 4, line: line, body)
    }

    func testPasses() {
        unchecked(Good.self) { cluster in
            try await cluster.agree(on: "abc", servers: 3, retry: false)
            try await cluster.sleep(for: .milliseconds(60))
        }
    }

    func testFails() {
        unchecked(Good.self) { cluster in
            cluster.disconnect(0)
            try await cluster.checkOneLeader()
        }
    }

    func testIsNotBegun() {
        unchecked(IsNotBegun.self) { cluster in
            try await cluster.sleep(for: .seconds(1))
            throw LabFailure(.noLeader, message: "nobody leads")
        }
    }

    func testIsNotBegunEither() { testIsNotBegun() }

    func testHasBegun() {
        unchecked(HasBegun.self) { cluster in
            try await cluster.sleep(for: .seconds(1))
            throw LabFailure(.noLeader, message: "nobody leads")
        }
    }

    func testDiffers() {
        unchecked(SystemDice.self) { try await $0.sleep(for: .seconds(1)) }
    }

    func testLivelock() {
        unchecked(NeverSleeps.self) { try await $0.sleep(for: .seconds(1)) }
    }

    func testTooManySteps() {
        unchecked(NeverRests.self) { try await $0.sleep(for: .seconds(60)) }
    }

    func testPassesTwiceWithoutDeterministicHashing() {
        unsetenv("SWIFT_DETERMINISTIC_HASHING")
        for _ in 0..<2 { testPasses() }
    }

    func testBlocks() {
        unchecked(BlocksTheThread.self) { try await $0.sleep(for: .seconds(10)) }
    }

    func testTraps() {
        unchecked(Traps.self) { try await $0.sleep(for: .seconds(10)) }
    }

    func testOverflowsTheStack() {
        unchecked(OverflowsTheStack.self) { try await $0.sleep(for: .seconds(10)) }
    }
}

/// S1 sleeps in real time after a second.
private actor BlocksTheThread: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        try await node.clock.sleep(for: .seconds(1))
        if site.me == 1 { usleep(60_000_000) }
    }
}

/// S2 works without end, though never for ever at one instant.
private actor NeverRests: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        while site.me == 2 {
            for _ in 0..<20_000 { await Task.yield() }
            try await node.clock.sleep(for: .milliseconds(1))
        }
    }
}

/// A skeleton that nobody has touched.
private actor IsNotBegun: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws { node.log("begin here (Lab 2A): write something") }
}

/// A skeleton whose note was forgotten.
private actor HasBegun: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        node.log("begin here (Lab 2A): write something")
        _ = await site.peers[(site.me + 1) % 3].call(Hello())
    }

    private struct Hello: RPC {
        struct Reply: Codable, Sendable {}
    }
}

/// Looks for an entry that isn't there.
private actor Traps: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        try await node.clock.sleep(for: .seconds(1))
        guard site.me == 1 else { return }
        node.log("is about to fail")
        node.log("\([1, 2, 3][site.me + 3])")
    }
}

/// Calls itself without end.
private actor OverflowsTheStack: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        try await node.clock.sleep(for: .seconds(1))
        guard site.me == 1 else { return }
        node.log("is about to fail")
        node.log("\(depth(below: site.me))")
    }

    private func depth(below level: Int) -> Int {
        var depths = [level]
        depths.append(level == .max ? 0 : depth(below: level + 1))
        return depths.count
    }
}
