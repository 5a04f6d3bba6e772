import LabRPC
import Simulation
import XCTest

/// Servers that are dead or cut off, and how long it takes to find out.
final class UnreachableTests: XCTestCase {
    private func check(
        _ expected: ClosedRange<Duration>, file: StaticString = #filePath, line: UInt = #line,
        arrange: @escaping @Sendable (Fixture) -> Void
    ) throws {
        try Fixture.run { fixture in
            let server = Server()
            fixture.boot(1, server)
            arrange(fixture)
            let outcomes = await fixture.calls(500, to: 1)
            XCTAssertTrue(outcomes.allSatisfy { $0.reply == nil }, file: file, line: line)
            XCTAssertTrue(server.requests.isEmpty, file: file, line: line)
            let times = outcomes.map(\.time)
            let slack = (expected.upperBound - expected.lowerBound) / 20
            assertIn(times.min()!, expected.lowerBound...(expected.lowerBound + slack), file: file, line: line)
            assertIn(times.max()!, (expected.upperBound - slack)...expected.upperBound, file: file, line: line)
        }
    }

    func testADisconnectedServerIsSilentUpTo99Milliseconds() throws {
        try check(.zero ... .milliseconds(99)) { $0.network.setLink(from: 0, to: 1, isUp: false) }
    }

    func testWithLongDelaysUpTo7Seconds() throws {
        try check(.zero ... .milliseconds(6999)) {
            $0.network.setLink(from: 0, to: 1, isUp: false)
            $0.network.conditions.setLongDelays(true)
        }
    }

    func testLongDelaysCanBeSwitchedOff() throws {
        try check(.zero ... .milliseconds(99)) {
            $0.network.setLink(from: 0, to: 1, isUp: false)
            $0.network.conditions.setLongDelays(true)
            $0.network.conditions.setLongDelays(false)
        }
    }

    func testADeadServer() throws {
        try check(.zero ... .milliseconds(99)) { fixture in
            fixture.boot(1).crash()
        }
    }

    /// The silence begins when the request would have arrived.
    func testAServerThatDiesWhileTheRequestIsUnderWay() throws {
        try check(.milliseconds(1) ... .milliseconds(100)) { fixture in
            let machine = fixture.boot(1)
            fixture.client.spawn {
                try? await fixture.sleep(for: .microseconds(500))
                machine.crash()
            }
        }
    }

    func testAMachineThatIsDeadAlreadyIsNotAttached() throws {
        try Fixture.run { fixture in
            let machine = fixture.simulator.boot(number: 1, name: "S1")
            machine.crash()
            fixture.network.attach(machine, service: Server())
            let reply = await fixture.call(1)
            XCTAssertNil(reply)
        }
    }

    func testADetachedServer() throws {
        try check(.zero ... .milliseconds(99)) { fixture in
            fixture.network.detach(fixture.boot(1))
        }
    }

    /// Detaching the old machine must not remove the one that took its number.
    func testDetachingAFormerMachineDoesNothing() throws {
        try Fixture.run { fixture in
            let old = fixture.boot(1)
            fixture.boot(1)
            fixture.network.detach(old)
            let reply = await fixture.call(1)
            XCTAssertNotNil(reply)
        }
    }

    func testAServerThatNeverWas() throws {
        try Fixture.run { fixture in
            let (reply, time) = await fixture.timedCall(42)
            XCTAssertNil(reply)
            assertIn(time, .zero ... .milliseconds(99))
        }
    }

    func testAMendedLinkCarriesAgain() throws {
        try Fixture.run { fixture in
            fixture.boot(1)
            fixture.network.setLink(from: 0, to: 1, isUp: false)
            XCTAssertFalse(fixture.network.canReach(from: 0, to: 1))
            let none = await fixture.call(1)
            XCTAssertNil(none)
            fixture.network.setLink(from: 0, to: 1, isUp: true)
            XCTAssertTrue(fixture.network.canReach(from: 0, to: 1))
            let reply = await fixture.call(1)
            XCTAssertNotNil(reply)
        }
    }

    /// Cut one way only, requests pass but replies don't, and the other way round.
    func testAOneWayCut() throws {
        try Fixture.run { fixture in
            let server = Server()
            let machine = fixture.boot(1, server)
            fixture.network.setLink(from: 1, to: 0, isUp: false)
            XCTAssertTrue(fixture.network.canReach(from: 0, to: 1))
            let (reply, _) = await fixture.timedCall(1)
            XCTAssertNil(reply)
            XCTAssertEqual(server.requests.count, 1, "the request passes, its reply does not")
            let start = fixture.now
            let other = await fixture.network.call(from: machine, to: 0, method: Ask.self, arguments: [])
            XCTAssertNil(other)
            XCTAssertLessThanOrEqual(fixture.now - start, .milliseconds(99))
            XCTAssertEqual(fixture.network.traffic.requestsReceived, [0, 1])
        }
    }

    /// A reply that is on its way when the other direction is cut still arrives.
    func testACutOfTheRequestsDirectionDoesNotStopTheReply() throws {
        try Fixture.run { fixture in
            let server = Server {
                fixture.network.setLink(from: 0, to: 1, isUp: false)
                return $0
            }
            fixture.boot(1, server)
            let reply = await fixture.call(1)
            XCTAssertNotNil(reply)
            let next = await fixture.call(1)
            XCTAssertNil(next)
        }
    }

    func testAMachineWithANegativeNumberCallsButIsNotReached() throws {
        try Fixture.run { fixture in
            fixture.boot(1)
            let outsider = fixture.boot(-1)
            fixture.network.setLink(from: -1, to: 1, isUp: false)
            XCTAssertTrue(fixture.network.canReach(from: -1, to: 1))
            let reply = await fixture.network.call(from: outsider, to: 1, method: Ask.self, arguments: [1])
            XCTAssertEqual(reply, [1])
            let none = await fixture.call(-1)
            XCTAssertNil(none)
        }
    }

    func testOtherLinksAreNotCut() throws {
        try Fixture.run { fixture in
            for number in 1...3 { fixture.boot(number) }
            fixture.network.setLink(from: 0, to: 2, isUp: false)
            for number in [1, 3] {
                let reply = await fixture.call(number)
                XCTAssertNotNil(reply)
            }
        }
    }

    /// A link that is cut while a request is under way does not deliver it.
    func testACutStopsRequestsUnderWay() throws {
        try Fixture.run { fixture in
            let server = Server()
            fixture.boot(1, server)
            async let reply = fixture.call(1)
            try await fixture.sleep(for: .microseconds(500))
            fixture.network.setLink(from: 0, to: 1, isUp: false)
            let none = await reply
            XCTAssertNil(none)
            XCTAssertTrue(server.requests.isEmpty)
        }
    }

    /// Nor does it deliver a reply that is under way.
    func testACutStopsRepliesUnderWay() throws {
        try Fixture.run { fixture in
            let server = Server()
            fixture.boot(1, server)
            async let reply = fixture.call(1)
            try await fixture.sleep(for: .microseconds(1500))
            XCTAssertEqual(server.requests.count, 1)
            fixture.network.setLink(from: 1, to: 0, isUp: false)
            let none = await reply
            XCTAssertNil(none)
            XCTAssertEqual(fixture.now, .zero + .milliseconds(2))
        }
    }
}
