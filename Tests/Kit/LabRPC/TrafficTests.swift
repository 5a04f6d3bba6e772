import LabRPC
import Simulation
import XCTest

/// Calls, requests and bytes, counted as MIT's labrpc counts.
final class TrafficTests: XCTestCase {
    func testRequestsCountAtTheirServer() throws {
        let network = try Fixture.run { fixture in
            for number in 1...2 { fixture.boot(number) }
            for _ in 0..<17 { _ = await fixture.call(1) }
            for _ in 0..<5 { _ = await fixture.call(2) }
        }.network
        XCTAssertEqual(network.traffic.requestsReceived, [0, 17, 5])
        XCTAssertEqual(network.traffic.totalRequestsReceived, 22)
        XCTAssertEqual(network.traffic.calls, 22)
        XCTAssertEqual(network.traffic.callers, [0])
        XCTAssertEqual(network.traffic.calls(by: 0), ["Ask": 22])
        XCTAssertEqual(network.traffic.calls(by: 1), [:])
    }

    func testBytesAreThoseOfArgumentsAndReplies() throws {
        let network = try Fixture.run { fixture in
            fixture.boot(1, Server { _ in [UInt8](repeating: 0, count: 1000) })
            for _ in 0..<10 { _ = await fixture.call(1, [UInt8](repeating: 0, count: 30)) }
        }.network
        XCTAssertEqual(network.traffic.bytes, 10_300)
        XCTAssertEqual(network.traffic.bytesReceived, [10_000, 300])
    }

    /// Every call counts, also to nobody; bytes count when they are sent, replies only when they arrive.
    func testWhatGoesAstrayCountsWhereItWasSent() throws {
        let network = try Fixture.run { fixture in
            fixture.boot(1)
            _ = await fixture.call(42, [1, 2])
            fixture.network.setLink(from: 0, to: 1, isUp: false)
            _ = await fixture.call(1, [1, 2])
            fixture.network.setLink(from: 0, to: 1, isUp: true)
            fixture.network.conditions.requestLoss = 1
            _ = await fixture.call(1, [1, 2])
            fixture.network.conditions.requestLoss = 0
            fixture.network.conditions.replyLoss = 1
            _ = await fixture.call(1, [1, 2])
        }.network
        XCTAssertEqual(network.traffic.calls, 4)
        XCTAssertEqual(network.traffic.bytes, 8)
        XCTAssertEqual(network.traffic.requestsReceived, [0, 1])
        XCTAssertEqual(network.traffic.bytesReceived, [0, 2])
    }

    /// Nobody receives a reply that comes after the time-out.
    func testALateReplyIsNotCounted() throws {
        let network = try Fixture.run { fixture in
            fixture.boot(1)
            _ = await fixture.call(1, [1, 2], timeout: .microseconds(1500))
            try await fixture.sleep(for: .seconds(1))
        }.network
        XCTAssertEqual(network.traffic.requestsReceived, [0, 1])
        XCTAssertEqual(network.traffic.bytes, 2)
        XCTAssertEqual(network.traffic.bytesReceived, [0, 2])
    }

    func testARestartCountsFromZero() throws {
        let network = try Fixture.run { fixture in
            let machine = fixture.boot(1)
            for _ in 0..<3 { _ = await fixture.call(1) }
            XCTAssertEqual(fixture.network.traffic.requestsReceived[1], 3)
            machine.crash()
            fixture.boot(1)
            XCTAssertEqual(fixture.network.traffic.requestsReceived[1], 0)
            XCTAssertEqual(fixture.network.traffic.bytesReceived[1], 0)
            _ = await fixture.call(1)
        }.network
        XCTAssertEqual(network.traffic.requestsReceived[1], 1)
        XCTAssertEqual(network.traffic.calls, 4, "the total goes on")
        XCTAssertEqual(network.traffic.bytes, 24)
    }
}
