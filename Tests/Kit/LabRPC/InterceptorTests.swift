import LabRPC
import Simulation
import XCTest

/// What becomes of single messages, if somebody decides.
final class InterceptorTests: XCTestCase {
    func testARequestIsHeldUntilItIsReleased() throws {
        try Fixture.run { fixture in
            let decider = Decider { $0.isReply ? .delivered : .held }
            let server = Server()
            fixture.boot(1, server)
            fixture.network.interceptor = decider
            async let call = fixture.timedCall(1)
            try await fixture.sleep(for: .seconds(20))
            XCTAssert(server.requests.isEmpty)
            decider.messages[0].release()
            let (reply, time) = await call
            XCTAssertEqual(reply, [1, 2, 3])
            XCTAssertEqual(time, .milliseconds(20_001))
            fixture.network.interceptor = nil
        }
    }

    func testAReplyIsHeldUntilItIsReleased() throws {
        try Fixture.run { fixture in
            let decider = Decider { $0.isReply ? .held : .delivered }
            fixture.boot(1)
            fixture.network.interceptor = decider
            async let call = fixture.timedCall(1)
            try await fixture.sleep(for: .seconds(20))
            let held = decider.messages.filter(\.isReply)
            XCTAssertEqual(held.map(\.sender), [1])
            XCTAssertEqual(held.map(\.receiver), [0])
            XCTAssertEqual(held.map(\.reply), [[1, 2, 3]])
            held[0].release()
            held[0].release()
            let time = await call.time
            XCTAssertEqual(time, .seconds(20))
            fixture.network.interceptor = nil
        }
    }

    func testHeldMessagesMayBeLost() throws {
        for isReply in [false, true] {
            try Fixture.run { fixture in
                let decider = Decider { $0.isReply == isReply ? .held : .delivered }
                fixture.boot(1)
                fixture.network.interceptor = decider
                async let call = fixture.call(1)
                try await fixture.sleep(for: .milliseconds(5))
                for message in decider.messages { message.lose() }
                let reply = await call
                XCTAssertNil(reply)
                XCTAssertEqual(fixture.now, .zero + .milliseconds(5))
                fixture.network.interceptor = nil
            }
        }
    }

    func testMessagesAreLostDelayedAndRepeated() throws {
        try Fixture.run { fixture in
            let decider = Decider { _ in .delivered }
            let server = Server()
            fixture.boot(1, server)
            fixture.network.interceptor = decider
            for isReply in [false, true] {
                decider.decide = { $0.isReply == isReply ? .lost : .delivered }
                let reply = await fixture.call(1)
                XCTAssertNil(reply)
                decider.decide = { $0.isReply == isReply ? .delayed(.milliseconds(7)) : .delivered }
                let time = await fixture.timedCall(1).time
                XCTAssertEqual(time, .milliseconds(9))
            }
            XCTAssertEqual(server.requests.count, 3)
            decider.decide = { $0.isReply ? .delivered : .repeated(2) }
            let reply = await fixture.call(1)
            XCTAssertNotNil(reply)
            XCTAssertEqual(server.requests.count, 6)
            fixture.network.interceptor = nil
        }
    }

    /// A held request outlives its caller, as any does that is on its way; a held reply finds nobody who waits.
    func testHeldMessagesComeTooLate() throws {
        try Fixture.run { fixture in
            let decider = Decider { _ in .held }
            let server = Server()
            fixture.boot(1, server)
            fixture.network.interceptor = decider
            let reply = await fixture.call(1, timeout: .milliseconds(10))
            XCTAssertNil(reply)
            decider.messages[0].release()
            try await fixture.sleep(for: .milliseconds(10))
            XCTAssertEqual(server.requests.count, 1)
            decider.messages[1].release()
            try await fixture.sleep(for: .milliseconds(10))
            XCTAssertEqual(decider.arrived, 1)
            fixture.network.interceptor = nil
        }
    }

    /// Who only looks changes nothing, not even a delay.
    func testLookingChangesNothing() throws {
        func digest(isWatched: Bool) throws -> Digest {
            let fixture = try Fixture.run(seed: 7, latency: .uniform(.milliseconds(1) ... .milliseconds(9))) {
                fixture in
                fixture.network.conditions.setUnreliable(true)
                fixture.network.conditions.duplication = 0.3
                fixture.boot(1)
                let decider = Decider { _ in .delivered }
                if isWatched { fixture.network.interceptor = decider }
                for _ in 0..<100 { _ = await fixture.call(1) }
                XCTAssertEqual(decider.messages.isEmpty, !isWatched)
                fixture.network.interceptor = nil
            }
            return fixture.simulator.trace.digest
        }
        XCTAssertEqual(try digest(isWatched: true), try digest(isWatched: false))
    }
}

/// Decides by what a test says, and remembers all messages.
private final class Decider: MessageInterceptor, @unchecked Sendable {
    // @unchecked: used on the run's thread only.
    var decide: (Message) -> MessageFate
    private(set) var messages: [Message] = []
    private(set) var arrived = 0

    init(_ decide: @escaping (Message) -> MessageFate) {
        self.decide = decide
    }

    func fate(of message: Message) -> MessageFate {
        messages.append(message)
        return decide(message)
    }

    func messageDidArrive(_ message: Message) { arrived += 1 }
}
