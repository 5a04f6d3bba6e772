import Foundation
import LabRPC
import Simulation
import XCTest

/// How a call ends without an answer for the caller's own reasons.
final class EndingTests: XCTestCase {
    private static func bootSlowServer(_ fixture: Fixture) -> Counter {
        let answered = Counter()
        fixture.boot(
            1,
            Server {
                try? await fixture.sleep(for: .seconds(5))
                answered.add()
                return $0
            })
        return answered
    }

    func testATimeOut() throws {
        try Fixture.run { fixture in
            let answered = Self.bootSlowServer(fixture)
            let (reply, time) = await fixture.timedCall(1, timeout: .milliseconds(30))
            XCTAssertNil(reply)
            XCTAssertEqual(time, .milliseconds(30))
            try await fixture.sleep(for: .seconds(10))
            XCTAssertEqual(answered.count, 1, "the server goes on; its late answer reaches nobody")
        }
    }

    func testATimeOutThatIsNotReached() throws {
        try Fixture.run { fixture in
            fixture.boot(1)
            let (reply, time) = await fixture.timedCall(1, timeout: .milliseconds(30))
            XCTAssertNotNil(reply)
            XCTAssertEqual(time, .milliseconds(2))
            try await fixture.sleep(for: .seconds(1))
        }
    }

    func testATimeOutRunsByTheCallersClock() throws {
        try Fixture.run { fixture in
            _ = Self.bootSlowServer(fixture)
            let hasty = fixture.simulator.boot(number: 8, name: "hasty", clockRate: 2)
            try await fixture.sleep(for: .seconds(1))
            let start = fixture.now
            let reply = await fixture.network.call(
                from: hasty, to: 1, method: Ask.self, arguments: [], timeout: .milliseconds(30))
            XCTAssertNil(reply)
            XCTAssertEqual(fixture.now - start, .milliseconds(15))
        }
    }

    func testCancellationEndsACallAtOnce() throws {
        try Fixture.run { fixture in
            _ = Self.bootSlowServer(fixture)
            let call = Task { await fixture.call(1) }
            try await fixture.sleep(for: .milliseconds(30))
            call.cancel()
            let reply = await call.value
            XCTAssertNil(reply)
            XCTAssertEqual(fixture.now, .zero + .milliseconds(30))
            try await fixture.sleep(for: .seconds(10))
        }
    }

    func testACancelledTaskSendsNothing() throws {
        try Fixture.run { fixture in
            fixture.boot(1)
            let call = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await fixture.call(1)
            }
            let reply = await call.value
            XCTAssertNil(reply)
            XCTAssertEqual(fixture.network.traffic.calls, 0)
        }
    }

    func testTheCallersCrashEndsACallAtOnce() throws {
        try Fixture.run { fixture in
            _ = Self.bootSlowServer(fixture)
            let ended = Counter()
            let caller = fixture.boot(2)
            caller.spawn {
                let reply = await fixture.network.call(from: caller, to: 1, method: Ask.self, arguments: [])
                XCTAssertNil(reply)
                XCTAssertEqual(fixture.now, .zero + .milliseconds(30))
                ended.add()
            }
            try await fixture.sleep(for: .milliseconds(30))
            caller.crash()
            try await fixture.sleep(for: .seconds(10))
            XCTAssertEqual(ended.count, 1)
            XCTAssertEqual(fixture.network.traffic.bytesReceived[2], 0, "nothing arrives at a dead machine")
        }
    }

    /// A crash does not cancel a task that the machine's code started on its own, but ends its call.
    func testTheCallersCrashEndsTheCallOfAnUnstructuredTask() throws {
        try Fixture.run { fixture in
            _ = Self.bootSlowServer(fixture)
            let caller = fixture.boot(2)
            let call = caller.perform {
                Task.detached { await fixture.network.call(from: caller, to: 1, method: Ask.self, arguments: []) }
            }
            try await fixture.sleep(for: .milliseconds(30))
            caller.crash()
            let reply = await call.value
            XCTAssertNil(reply)
            XCTAssertEqual(fixture.now, .zero + .milliseconds(30))
        }
    }

    /// Nor does a reply to a machine's former life arrive in its next.
    func testACrashedCallersReplyDoesNotReachItsNextLife() throws {
        try Fixture.run { fixture in
            fixture.boot(1)
            let caller = fixture.boot(2)
            caller.spawn { _ = await fixture.network.call(from: caller, to: 1, method: Ask.self, arguments: [1, 2]) }
            try await fixture.sleep(for: .microseconds(1500))
            caller.crash()
            fixture.boot(2)
            try await fixture.sleep(for: .seconds(1))
            XCTAssertEqual(fixture.network.traffic.bytesReceived[2], 0)
        }
    }

    func testACrashedMachineSendsNothing() throws {
        try Fixture.run { fixture in
            fixture.boot(1)
            let caller = fixture.boot(2)
            caller.crash()
            let reply = await fixture.network.call(from: caller, to: 1, method: Ask.self, arguments: [])
            XCTAssertNil(reply)
            XCTAssertEqual(fixture.network.traffic.calls, 0)
        }
    }

    /// It is parked: neither the run nor the thread is held up.
    func testACrashedMachineThatCallsForEverIsParked() throws {
        try Fixture.run { fixture in
            fixture.boot(1)
            let caller = fixture.boot(2)
            caller.spawn {
                while true { _ = await fixture.network.call(from: caller, to: 1, method: Ask.self, arguments: []) }
            }
            try await fixture.sleep(for: .milliseconds(30))
            caller.crash()
            try await fixture.sleep(for: .seconds(1))
        }
    }

    func testACallFromAnotherThreadFailsTheRun() throws {
        XCTAssertThrowsError(
            try Fixture.run { fixture in
                fixture.boot(1)
                fixture.client.spawn {
                    Self.wait { done in
                        Thread.detachNewThread {
                            Task.detached {
                                let reply = await fixture.call(1)
                                XCTAssertNil(reply)
                                done()
                            }
                        }
                    }
                }
                try await fixture.sleep(for: .seconds(1))
            }
        ) { XCTAssertEqual(($0 as? SimulationFailure)?.kind, .foreignThread) }
    }

    private static func wait(for start: (@escaping @Sendable () -> Void) -> Void) {
        let done = DispatchSemaphore(value: 0)
        start { done.signal() }
        done.wait()
    }
}
