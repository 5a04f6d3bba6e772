import LabRPC
import Simulation
import XCTest

/// Servers that die, restart or are cut off while they handle a request.
final class ServerCrashTests: XCTestCase {
    /// A server whose handler takes a second, whatever happens.
    private static func slowServer(
        _ fixture: Fixture, finished: Counter = Counter(), pause: Duration = .seconds(1)
    ) -> Server {
        Server {
            try? await fixture.sleep(for: pause)
            finished.add()
            return $0
        }
    }

    /// Calls a slow server and does something to it 50 ms later.
    private func callDuring(
        _ disturb: @escaping @Sendable (Fixture, Machine) -> Void,
        then check: @escaping @Sendable (Fixture, _ reply: [UInt8]?, _ finished: Counter) async throws -> Void
    ) throws {
        try Fixture.run { fixture in
            let finished = Counter()
            let machine = fixture.boot(1, Self.slowServer(fixture, finished: finished))
            async let reply = fixture.call(1)
            try await fixture.sleep(for: .milliseconds(50))
            disturb(fixture, machine)
            try await check(fixture, await reply, finished)
        }
    }

    func testACrashIsNoticedWithin100Milliseconds() throws {
        try callDuring { _, machine in
            machine.crash()
        } then: { fixture, reply, _ in
            XCTAssertNil(reply)
            assertIn(fixture.now, .zero + .milliseconds(50) ... .zero + .milliseconds(150))
            try await fixture.sleep(for: .seconds(5))
        }
    }

    /// The new life answers new requests, not the old one's.
    func testARestartIsNoticedToo() throws {
        try callDuring { fixture, machine in
            machine.crash()
            fixture.boot(1, Self.slowServer(fixture))
        } then: { fixture, reply, _ in
            XCTAssertNil(reply)
            assertIn(fixture.now, .zero + .milliseconds(50) ... .zero + .milliseconds(150))
            let next = await fixture.call(1)
            XCTAssertNotNil(next)
        }
    }

    func testACutIsNoticedWithin100Milliseconds() throws {
        try callDuring { fixture, _ in
            fixture.network.setLink(from: 1, to: 0, isUp: false)
        } then: { fixture, reply, finished in
            XCTAssertNil(reply)
            assertIn(fixture.now, .zero + .milliseconds(50) ... .zero + .milliseconds(150))
            try await fixture.sleep(for: .seconds(5))
            XCTAssertEqual(finished.count, 1, "the handler's effects stay")
            XCTAssertEqual(fixture.network.traffic.bytes, 3, "its reply reaches nobody")
        }
    }

    func testACutThatIsMendedInTimeDoesNotShow() throws {
        try callDuring { fixture, _ in
            fixture.network.setLink(from: 0, to: 1, isUp: false)
            fixture.client.spawn {
                try? await fixture.sleep(for: .milliseconds(20))
                fixture.network.setLink(from: 0, to: 1, isUp: true)
            }
        } then: { fixture, reply, _ in
            XCTAssertNotNil(reply)
            XCTAssertEqual(fixture.now, .zero + .milliseconds(1002))
        }
    }

    /// Each of many handlers is looked after, whichever ended before.
    func testEveryCallerNotices() throws {
        try Fixture.run { fixture in
            let machine = fixture.boot(
                1,
                Server { arguments in
                    try? await fixture.sleep(for: .milliseconds(Int(arguments[0])))
                    return arguments
                })
            let calls = (0..<100 as Range<UInt8>).map { number in
                Task { await fixture.call(1, [number]) }
            }
            try await fixture.sleep(for: .microseconds(50_500))
            machine.crash()
            for (number, call) in calls.enumerated() {
                let reply = await call.value
                // The reply of number 49 is under way at the crash.
                XCTAssertEqual(reply != nil, number <= 48, "call \(number)")
            }
            XCTAssertLessThanOrEqual(fixture.now, .zero + .milliseconds(151))
        }
    }

    /// A handler that ignores the crash can't answer any more.
    func testALateReplyReachesNobody() throws {
        try Fixture.run { fixture in
            let finished = Counter()
            let machine = fixture.boot(1, Self.slowServer(fixture, finished: finished))
            async let reply = fixture.call(1)
            try await fixture.sleep(for: .microseconds(999_999))
            machine.crash()
            fixture.boot(1)
            let none = await reply
            XCTAssertNil(none)
            try await fixture.sleep(for: .seconds(5))
            XCTAssertEqual(finished.count, 1)
            XCTAssertEqual(fixture.network.traffic.bytes, 3)
        }
    }

    /// What a dead server's handler returns isn't even sent.
    func testADeadServerSendsNothing() throws {
        let fixture = try Fixture.run { fixture in
            let machine = fixture.boot(1, Self.slowServer(fixture))
            async let reply = fixture.call(1)
            try await fixture.sleep(for: .microseconds(999_999))
            machine.crash()
            _ = await reply
            try await fixture.sleep(for: .seconds(5))
        }
        XCTAssertFalse(fixture.simulator.trace.events.contains { $0.kind.verb.description == "answers" })
    }

    /// A reply that sets out on a cut link is lost, even if the link is mended before it would arrive.
    func testAReplyDoesNotSetOutOnACutLink() throws {
        try Fixture.run { fixture in
            // Between two of the moments at which callers notice that a link is cut.
            fixture.boot(1, Self.slowServer(fixture, pause: .milliseconds(950)))
            async let reply = fixture.call(1)
            try await fixture.sleep(for: .microseconds(950_500))
            fixture.network.setLink(from: 1, to: 0, isUp: false)
            try await fixture.sleep(for: .milliseconds(1))
            fixture.network.setLink(from: 1, to: 0, isUp: true)
            let none = await reply
            XCTAssertNil(none)
            XCTAssertEqual(fixture.now, .zero + .milliseconds(952))
        }
    }

    /// A reply that left before the crash does not arrive after it, restart or no restart.
    func testAReplyFromBeforeACrashDoesNotArrive() throws {
        for restarts in [false, true] {
            try Fixture.run { fixture in
                let server = Server()
                let machine = fixture.boot(1, server)
                async let reply = fixture.call(1)
                try await fixture.sleep(for: .microseconds(1500))
                XCTAssertEqual(server.requests.count, 1)
                machine.crash()
                if restarts { fixture.boot(1) }
                let none = await reply
                XCTAssertNil(none)
                XCTAssertEqual(fixture.network.traffic.bytes, 3)
            }
        }
    }

    /// A request that left before the crash reaches whoever has the number when it arrives.
    func testARequestFromBeforeARestartReachesTheNewLife() throws {
        try Fixture.run { fixture in
            let machine = fixture.boot(1, Server { _ in [1] })
            async let reply = fixture.call(1)
            try await fixture.sleep(for: .microseconds(500))
            machine.crash()
            fixture.boot(1, Server { _ in [2] })
            let answer = await reply
            XCTAssertEqual(answer, [2])
        }
    }

    func testAHandlerThatNeverEndsHoldsNoCallerUpAfterACrash() throws {
        try Fixture.run { fixture in
            let machine = fixture.boot(
                1,
                Server { _ in
                    for await _ in AsyncStream<Int>.makeStream().stream {}
                    await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
                    return nil
                })
            async let reply = fixture.call(1)
            try await fixture.sleep(for: .seconds(20))
            machine.crash()
            let none = await reply
            XCTAssertNil(none)
            XCTAssertLessThanOrEqual(fixture.now, .zero + .milliseconds(20_101))
        }
    }
}
