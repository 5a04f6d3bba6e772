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
            XCTAssertEqual(time, .milliseconds(1), "no reply travels back")
        }
    }

    /// The handler runs on the server's machine, and a caller goes on on its own.
    func testHandlerAndCallerRunOnTheirOwnMachines() throws {
        try Fixture.run { fixture in
            let served = Counter()
            fixture.boot(
                1,
                Server {
                    XCTAssertEqual(fixture.simulator.currentMachine?.name, "S1")
                    served.add()
                    return $0
                })
            // A detached task has no executor of its own: whoever resumes it, has it.
            await Task.detached {
                _ = await fixture.call(1)
                XCTAssertTrue(fixture.simulator.currentMachine === fixture.client)
                _ = await fixture.call(7)
                XCTAssertTrue(fixture.simulator.currentMachine === fixture.client)
                _ = await fixture.call(1, timeout: .microseconds(10))
                XCTAssertTrue(fixture.simulator.currentMachine === fixture.client)
            }.value
            XCTAssertEqual(served.count, 1)
        }
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
