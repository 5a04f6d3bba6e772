import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// What a node gives to lab code: its clock, its randomness, its disk and its end of the network.
final class NodeTests: XCTestCase {
    // MARK: - Clock

    func testSleepingTakesAsLongAsAskedFor() {
        onS0 { site in
            let clock = site.node.clock
            let start = clock.now
            try await clock.sleep(for: .milliseconds(50))
            XCTAssertEqual(start.duration(to: clock.now), .milliseconds(50))
            try await clock.sleep(until: start + .milliseconds(80))
            XCTAssertEqual(start.duration(to: clock.now), .milliseconds(80))
        }
    }

    func testSleepingUntilThePastEndsAtOnce() {
        onS0 { site in
            let clock = site.node.clock
            try await clock.sleep(for: .seconds(1))
            let start = clock.now
            try await clock.sleep(until: start - .milliseconds(1))
            try await clock.sleep(for: .zero)
            try await clock.sleep(for: .seconds(-1))
            XCTAssertEqual(clock.now, start)
        }
    }

    func testInstants() {
        onS0 { site in
            try await site.node.clock.sleep(for: .seconds(10))
            let now = site.node.clock.now
            XCTAssertLessThan(now, now + .nanoseconds(1))
            XCTAssertEqual((now + .seconds(3)).duration(to: now), .seconds(-3))
            XCTAssertEqual(now + .seconds(3) - now, .seconds(3))
            var moved = now
            moved += .seconds(2)
            moved -= .seconds(1)
            XCTAssertEqual(moved - now, .seconds(1))
            XCTAssertEqual(now - .seconds(20), now - .seconds(10), "time has a beginning")
            let end = now + .seconds(Int64.max)
            XCTAssertEqual(end + .seconds(1), end, "and an end")
            XCTAssertGreaterThan(now.duration(to: end), .seconds(1_000_000_000))
        }
    }

    func testASleepIsCancelledWithItsTask() {
        onS0 { site in
            let clock = site.node.clock
            let start = clock.now
            let sleeper = Task { try await clock.sleep(for: .seconds(60)) }
            try await clock.sleep(for: .seconds(1))
            sleeper.cancel()
            guard case .failure(let error) = await sleeper.result else { return XCTFail("the sleep went on") }
            XCTAssert(error is CancellationError)
            XCTAssertEqual(start.duration(to: clock.now), .seconds(1))
        }
    }

    // MARK: - Randomness

    func testDurationsAreEvenAndWithinTheirBounds() {
        onS0 { site in
            let range = Duration.milliseconds(100) ... .milliseconds(200)
            let drawn = (0..<1000).map { _ in site.node.random.duration(in: range) }
            XCTAssert(drawn.allSatisfy(range.contains))
            let mean = drawn.reduce(.zero, +) / 1000
            XCTAssert((.milliseconds(145) ... .milliseconds(155)).contains(mean), "\(mean)")
            XCTAssertEqual(site.node.random.duration(in: .seconds(1) ... .seconds(1)), .seconds(1))
        }
    }

    func testStandardFunctionsTakeTheGenerator() {
        onS0 { site in
            XCTAssertEqual(Set((0..<100).map { _ in Int.random(in: 0..<3, using: &site.node.random) }), [0, 1, 2])
        }
    }

    // MARK: - Disk

    func testANewDiskIsEmpty() {
        onS0 { site in
            XCTAssertEqual(site.node.disk.raftState, [])
            XCTAssertEqual(site.node.disk.snapshot, [])
            XCTAssertNil(site.node.disk.load(Int.self))
        }
    }

    func testSavingKeepsTheBlockThatIsNotNamed() {
        onS0 { site in
            let disk = site.node.disk
            disk.save(raftState: [1], snapshot: [2])
            disk.save(raftState: [3])
            XCTAssertEqual(disk.raftState, [3])
            XCTAssertEqual(disk.snapshot, [2])
            disk.save(["a": 1])
            XCTAssertEqual(disk.load([String: Int].self), ["a": 1])
            XCTAssertEqual(disk.snapshot, [2])
        }
    }

    // MARK: - Network

    func testATimeoutEndsACall() {
        onS0 { site in
            site.node.serve(CopyLog.self) { _ in
                try? await site.node.clock.sleep(for: .seconds(60))
                return CopyLog.Reply()
            }
            let start = site.node.clock.now
            let reply = await site.peers[0].call(CopyLog(log: []), timeout: .seconds(1))
            XCTAssertNil(reply)
            XCTAssertEqual(start.duration(to: site.node.clock.now), .seconds(1))
        }
    }

    func testAReplyComesBeforeItsTimeout() {
        onS0 { site in
            site.node.serve(CopyLog.self) { _ in CopyLog.Reply() }
            let reply = await site.peers[0].call(CopyLog(log: []), timeout: .seconds(1))
            XCTAssertNotNil(reply)
        }
    }

    func testACancelledCallEndsAtOnce() {
        onS0 { site in
            site.node.serve(CopyLog.self) { _ in
                try? await site.node.clock.sleep(for: .seconds(60))
                return CopyLog.Reply()
            }
            let call = Task { await site.peers[0].call(CopyLog(log: [])) }
            try await site.node.clock.sleep(for: .seconds(1))
            let start = site.node.clock.now
            call.cancel()
            let reply = await call.value
            XCTAssertNil(reply)
            XCTAssertEqual(site.node.clock.now, start)
        }
    }

    func testAHandlerMayStaySilent() {
        onS0 { site in
            site.node.serve(CopyLog.self) { _ in nil }
            let reply = await site.peers[0].call(CopyLog(log: []))
            XCTAssertNil(reply)
        }
    }

    func testTheLastHandlerCounts() {
        onS0 { site in
            site.node.serve(CopyLog.self) { _ in nil }
            site.node.serve(CopyLog.self) { _ in CopyLog.Reply() }
            let reply = await site.peers[0].call(CopyLog(log: []))
            XCTAssertNotNil(reply)
        }
    }

    func testNames() {
        onS0 { site in
            XCTAssertEqual(site.node.name, "S0")
            XCTAssertEqual(site.peers.map(\.name), ["S0", "S1", "S2"])
        }
    }

    /// Runs `body` as S0's life, with true clocks.
    private func onS0(_ body: @escaping @Sendable (Site) async throws -> Void, line: UInt = #line) {
        Scripted.script = body
        defer { Scripted.script = { _ in } }
        let result = runOnce(Scripted.self, seed: 1) { cluster in
            while cluster.status(of: 0)?.isLeader == false { try await cluster.sleep(for: .milliseconds(10)) }
        }
        XCTAssert(result.options.contains("true clocks"), "choose another seed", line: line)
        XCTAssertNil(result.failure, line: line)
    }
}

/// S0 lives as the test says; it leads when it is done.
private actor Scripted: Stub {
    nonisolated(unsafe) static var script: @Sendable (Site) async throws -> Void = { _ in }
    let site: Site
    var isDone = false
    init(_ site: Site) { self.site = site }

    func run() async throws {
        guard site.me == 0 else { return }
        try await Self.script(site)
        isDone = true
    }

    func status() -> (term: Int, isLeader: Bool) { (1, isDone) }
}
