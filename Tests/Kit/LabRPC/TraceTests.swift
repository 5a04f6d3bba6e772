import LabRPC
import Simulation
import XCTest

/// What people read about messages.
final class TraceTests: XCTestCase {
    private func lines(_ arrange: @escaping @Sendable (Fixture) -> Void) throws -> [String] {
        let fixture = try Fixture.run { fixture in
            fixture.boot(1, Server { _ in [9, 9] })
            arrange(fixture)
            _ = await fixture.call(1)
        }
        return fixture.simulator.trace.events.filter { $0.object != nil }.map {
            "\($0.subject!) \($0.kind.verb) \($0.object!): \($0.detail!.describe($0.kind))"
        }
    }

    func testAnAnsweredCall() throws {
        XCTAssertEqual(
            try lines { _ in },
            ["1 hears from 0: 3 bytes", "0 gets an answer from 1: Ask → 2 bytes"])
    }

    func testALostRequest() throws {
        XCTAssertEqual(
            try lines { $0.network.conditions.requestLoss = 1 },
            ["0 asks in vain (request lost) 1: 3 bytes"])
    }

    func testALostReply() throws {
        XCTAssertEqual(
            try lines { $0.network.conditions.replyLoss = 1 },
            ["1 hears from 0: 3 bytes", "0 asks in vain (reply lost) 1: 3 bytes"])
    }

    func testNobodyThere() throws {
        XCTAssertEqual(
            try lines { $0.network.setLink(from: 0, to: 1, isUp: false) },
            ["0 asks in vain (nobody there) 1: 3 bytes"])
    }
}
