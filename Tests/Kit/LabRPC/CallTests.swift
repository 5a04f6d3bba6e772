import XCTest

@testable import LabRPC
@testable import Simulation

/// Calls on a network that loses nothing.
final class CallTests: XCTestCase {
    func testAReplyComesBack() throws {
        try Fixture.run { fixture in
            let server = Server { $0.reversed() }
            fixture.boot(1, server)
            let reply = await fixture.call(1, [1, 2, 3])
            XCTAssertEqual(reply, [3, 2, 1])
            XCTAssertEqual(server.requests, [[1, 2, 3]])
        }
    }

    func testEachWayTakesTheLatency() throws {
        try Fixture.run(latency: .constant(.milliseconds(4))) { fixture in
            let arrival = Counter()
            fixture.boot(
                1,
                Server {
                    XCTAssertEqual(fixture.now, .zero + .milliseconds(4))
                    arrival.add()
                    return $0
                })
            let (reply, time) = await fixture.timedCall(1)
            XCTAssertNotNil(reply)
            XCTAssertEqual(time, .milliseconds(8))
            XCTAssertEqual(arrival.count, 1)
        }
    }

    func testRoundTripsStayWithinTwiceTheLatency() throws {
        let latency = Duration.microseconds(100) ... .milliseconds(1)
        try Fixture.run(latency: .uniform(latency)) { fixture in
            fixture.boot(1)
            let times = await fixture.calls(1000, to: 1).map(\.time)
            assertIn(times.min()!, .microseconds(200) ... .microseconds(400))
            assertIn(times.max()!, .microseconds(1800) ... .milliseconds(2))
        }
    }

    func testAReliableNetworkHasALatency() throws {
        XCTAssertEqual(Conditions.reliable().latency, .uniform(.microseconds(100) ... .milliseconds(1)))
    }

    func testAMachineMayCallItself() throws {
        try Fixture.run { fixture in
            let (reply, time) = await fixture.timedCall(0)
            XCTAssertNotNil(reply)
            XCTAssertEqual(time, .milliseconds(2))
        }
    }

    /// A client need not be reachable itself.
    func testACallerNeedNotBeAttached() throws {
        try Fixture.run { fixture in
            fixture.boot(1)
            let clerk = fixture.simulator.boot(number: 9, name: "clerk")
            let reply = await fixture.network.call(from: clerk, to: 1, method: Ask.self, arguments: [])
            XCTAssertEqual(reply, [])
        }
    }

    func testHandlersOfOneServerRunConcurrently() throws {
        try Fixture.run { fixture in
            fixture.boot(
                1,
                Server {
                    try? await fixture.sleep(for: .milliseconds(50))
                    return $0
                })
            let times = await fixture.calls(100, to: 1).map(\.time)
            XCTAssertEqual(Set(times), [.milliseconds(52)])
        }
    }

    func testManyClientsAtOnceGetTheirOwnReplies() throws {
        try Fixture.run(latency: .uniform(.microseconds(100) ... .milliseconds(1))) { fixture in
            fixture.boot(1, Server { $0 + $0 })
            await withDiscardingTaskGroup { group in
                for number in 10..<30 as Range<UInt8> {
                    let client = fixture.simulator.boot(number: Int(number), name: "C\(number)")
                    client.spawn {
                        for call in 0..<10 as Range<UInt8> {
                            let reply = await fixture.network.call(
                                from: client, to: 1, method: Ask.self, arguments: [number, call])
                            XCTAssertEqual(reply, [number, call, number, call])
                        }
                    }
                }
            }
            try await fixture.sleep(for: .seconds(1))
            XCTAssertEqual(fixture.network.traffic.totalRequestsReceived, 200)
        }
    }

    func testAHandlerThatReturnsNilFailsTheCall() throws {
        try Fixture.run { fixture in
            fixture.boot(1, Server { _ in nil })
            let (reply, time) = await fixture.timedCall(1)
            XCTAssertNil(reply)
            XCTAssertEqual(time, .milliseconds(2), "it looks like a reply that was lost on its way")
        }
    }

    func testAHandlerRunsOnItsServersMachine() throws {
        try Fixture.run { fixture in
            let names = Names()
            fixture.boot(
                1,
                Server {
                    names.add(fixture.simulator.currentMachine?.name)
                    return $0
                })
            _ = await fixture.call(1)
            XCTAssertEqual(names.all, ["S1"])
        }
    }

    /// However a call ends, its caller goes on on the caller's machine.
    func testACallerGoesOnOnItsOwnMachine() throws {
        try Fixture.run { fixture in
            let names = Names()
            fixture.boot(1)
            fixture.boot(2, Server { _ in nil })
            let slow = Server {
                try? await fixture.sleep(for: .seconds(1))
                return $0
            }
            let dying = fixture.boot(3, slow)
            let caller = fixture.boot(4)
            @Sendable func call(_ server: Int, timeout: Duration? = nil) async {
                _ = await fixture.network.call(
                    from: caller, to: server, method: Ask.self, arguments: [], timeout: timeout)
                names.add(fixture.simulator.currentMachine?.name)
            }
            // A detached task has no executor of its own: whoever resumes it, has it.
            let calls = caller.perform {
                Task.detached {
                    await call(1)
                    await call(1, timeout: .microseconds(10))
                    await call(2)
                    await call(42)
                    await call(3)
                    await call(3)
                }
            }
            try await fixture.sleep(for: .milliseconds(300))
            dying.crash()
            fixture.boot(3, slow)
            try await fixture.sleep(for: .milliseconds(300))
            XCTAssertEqual(names.all.count, 5, "the last call waits to be cancelled")
            calls.cancel()
            await calls.value
            XCTAssertEqual(names.all, Array(repeating: "S4", count: 6))
        }
    }

    private final class Names: @unchecked Sendable {
        private(set) var all: [String] = []
        func add(_ name: String?) { all.append(name ?? "nobody") }
    }

    func testEqualSeedsGiveEqualDigests() throws {
        func digest(_ seed: UInt64) throws -> Digest {
            try Fixture.run(seed: seed, latency: .uniform(.microseconds(100) ... .milliseconds(1))) { fixture in
                fixture.network.conditions.setUnreliable(true)
                fixture.network.conditions.setLongReordering(true)
                for number in 1...3 { fixture.boot(number) }
                for number in 1...3 { _ = await fixture.calls(20, to: number) }
            }.simulator.trace.digest
        }
        let digests = try (1...10).map(digest)
        XCTAssertEqual(digests, try (1...10).map(digest))
        XCTAssertEqual(Set(digests).count, 10)
    }

    func testWhatIsSaidIsInTheDigest() throws {
        func digest(_ arguments: [UInt8], _ reply: [UInt8]) throws -> Digest {
            try Fixture.run { fixture in
                fixture.boot(1, Server { _ in reply })
                _ = await fixture.call(1, arguments)
            }.simulator.trace.digest
        }
        XCTAssertEqual(try digest([1], [1]), try digest([1], [1]))
        XCTAssertNotEqual(try digest([1], [1]), try digest([2], [1]))
        XCTAssertNotEqual(try digest([1], [1]), try digest([1], [2]))
    }
}
