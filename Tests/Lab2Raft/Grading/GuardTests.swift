import Dispatch
import Foundation
import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// What ends a run that can't be trusted or would never end.
final class GuardTests: XCTestCase {
    func testRunThrows() {
        assertFails(
            ThrowsFromRun.self, "runThrew", nodes: [1],
            says: ["S1's run() threw an error: badLuck", "CancellationError"]
        ) { try await $0.sleep(for: .seconds(10)) }
    }

    func testRunMayReturnOrBeCancelled() {
        assertPasses(EndsEarly.self) { try await $0.sleep(for: .seconds(10)) }
    }

    func testALoopThatOnlyYields() {
        assertFails(
            NeverSleeps.self, "livelock", nodes: [2], says: ["S2 ran 100000 steps", "without sleeping once"]
        ) { try await $0.sleep(for: .seconds(10)) }
    }

    func testTaskSleep() {
        assertFails(
            SleepsForReal.self, "realSleep", nodes: [1], says: ["S1 slept on a real clock", "node.clock.sleep(for:)"]
        ) { try await $0.sleep(for: .seconds(10)) }
    }

    func testWorkFromAnotherThread() {
        assertFails(
            UsesDispatch.self, "foreignThread", nodes: [0], says: ["work for S0 arrived from another thread"]
        ) { cluster in
            // Gives the other thread real time to arrive: seconds, where the machine is busy with other things.
            for _ in 0..<3000 {
                usleep(10_000)
                try await cluster.sleep(for: .milliseconds(1))
            }
        }
    }

    func testEverythingIsAsleep() {
        assertFails(Good.self, "asleep", nodes: [], says: ["everything is asleep for ever at 1.000000 s"]) {
            cluster in
            try await cluster.sleep(for: .seconds(1))
            for await _ in AsyncStream<Void>.makeStream().stream {}
        }
    }

    func testTheTimeLimit() {
        assertFails(
            Good.self, "timeLimit", nodes: [], says: ["not over after 7 seconds of virtual time"],
            timeLimit: .seconds(7)
        ) { cluster in
            while true { try await cluster.sleep(for: .seconds(1)) }
        }
    }

    func testARunWithinARun() {
        assertFails(Good.self, "nestedRun", nodes: [], says: ["a simulation is running already"]) { _ in
            let inner = runOnce(Good.self) { _ in }
            if let failure = inner.failure { throw failure }
        }
    }

    func testAnErrorOfTheTest() {
        assertFails(Good.self, "testError", nodes: [], says: ["the test itself threw an error: badLuck"]) { _ in
            throw Misfortune.badLuck
        }
    }

    func testTheFirstFailureCounts() {
        assertFails(ThrowsFromRun.self, "noLeader", nodes: [], says: ["made up"]) { cluster in
            cluster.world.fail(LabFailure(.noLeader, message: "made up"))
            try await cluster.sleep(for: .seconds(10))
        }
    }
}

enum Misfortune: Error { case badLuck }

/// S1's run() fails after a second.
private actor ThrowsFromRun: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        try await node.clock.sleep(for: .seconds(1))
        if site.me == 1 { throw Misfortune.badLuck }
    }
}

/// Each run() ends in another harmless way.
private actor EndsEarly: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func run() async throws { if site.me == 1 { throw CancellationError() } }
}

/// S2 waits by yielding.
actor NeverSleeps: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func run() async throws { while site.me == 2 { await Task.yield() } }
}

/// S1 uses the real clock.
private actor SleepsForReal: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func run() async throws { if site.me == 1 { try await Task.sleep(for: .milliseconds(10)) } }
}

/// S0 lets a queue of the system resume it.
private actor UsesDispatch: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        guard site.me == 0 else { return }
        await withCheckedContinuation { continuation in
            // Later than the wait begins: a continuation that is resumed before is nobody's work.
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(5)) { continuation.resume() }
        }
    }
}
