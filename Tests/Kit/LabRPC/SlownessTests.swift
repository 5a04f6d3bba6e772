import LabRPC
import Simulation
import XCTest

/// Links and machines that are slow but work.
final class SlownessTests: XCTestCase {
    func testALinkMayHaveItsOwnLatency() throws {
        try Fixture.run { fixture in
            for number in 1...2 { fixture.boot(number) }
            fixture.network.setLatency(.constant(.milliseconds(70)), from: 0, to: 1)
            await Self.expect(fixture, 1, .milliseconds(71))
            await Self.expect(fixture, 2, .milliseconds(2))
            fixture.network.setLatency(.constant(.milliseconds(30)), from: 1, to: 0)
            await Self.expect(fixture, 1, .milliseconds(100))
            fixture.network.setLatency(nil, from: 0, to: 1)
            await Self.expect(fixture, 1, .milliseconds(31))
        }
    }

    func testASlowMachineIsSlowBothWays() throws {
        try Fixture.run { fixture in
            for number in 1...2 { fixture.boot(number) }
            fixture.network.setSlowdown(10, of: 1)
            await Self.expect(fixture, 1, .milliseconds(20))
            await Self.expect(fixture, 2, .milliseconds(2))
            fixture.network.setSlowdown(2, of: 0)
            await Self.expect(fixture, 1, .milliseconds(40))
            fixture.network.setSlowdown(1, of: 1)
            await Self.expect(fixture, 1, .milliseconds(4))
        }
    }

    func testASlowMachineSlowsItsLinksLatencyToo() throws {
        try Fixture.run { fixture in
            fixture.boot(1)
            fixture.network.setLatency(.constant(.milliseconds(5)), from: 0, to: 1)
            fixture.network.setSlowdown(3, of: 1)
            await Self.expect(fixture, 1, .milliseconds(18))
        }
    }

    private static func expect(
        _ fixture: Fixture, _ server: Int, _ expected: Duration, file: StaticString = #filePath, line: UInt = #line
    ) async {
        let (reply, time) = await fixture.timedCall(server)
        XCTAssertNotNil(reply, file: file, line: line)
        XCTAssertEqual(time, expected, file: file, line: line)
    }
}
