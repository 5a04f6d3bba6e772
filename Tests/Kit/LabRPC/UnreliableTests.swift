import LabRPC
import Simulation
import XCTest

/// MIT's unreliable mode, long reordering, and duplication.
final class UnreliableTests: XCTestCase {
    /// Many calls under some conditions.
    private func outcomes(
        _ count: Int = 5000, server: Server = Server(), _ arrange: @escaping @Sendable (inout Conditions) -> Void
    ) throws -> [(reply: [UInt8]?, time: Duration)] {
        final class Result: @unchecked Sendable { var outcomes: [(reply: [UInt8]?, time: Duration)] = [] }
        let result = Result()
        try Fixture.run { fixture in
            arrange(&fixture.network.conditions)
            fixture.boot(1, server)
            result.outcomes = await fixture.calls(count, to: 1)
        }
        return result.outcomes
    }

    private func share(of count: Int, in total: Int) -> Double { Double(count) / Double(total) }

    func testFourCallsInFiveGetThrough() throws {
        let server = Server()
        let outcomes = try outcomes(server: server) { $0.setUnreliable(true) }
        let replies = outcomes.filter { $0.reply != nil }.count
        XCTAssertEqual(share(of: replies, in: outcomes.count), 0.81, accuracy: 0.02)
        XCTAssertEqual(share(of: server.requests.count, in: outcomes.count), 0.9, accuracy: 0.015)
        XCTAssertEqual(share(of: replies, in: server.requests.count), 0.9, accuracy: 0.015)
    }

    /// Requests wait 0 to 26 ms on top of the latency, replies don't.
    func testRequestsWaitUpTo26Milliseconds() throws {
        let times = try outcomes { $0.setUnreliable(true) }.filter { $0.reply != nil }.map(\.time)
        assertIn(times.min()!, .milliseconds(2) ... .microseconds(2100))
        assertIn(times.max()!, .microseconds(27_900) ... .milliseconds(28))
        let median = times.sorted()[times.count / 2]
        assertIn(median, .milliseconds(14) ... .milliseconds(16))
    }

    /// A lost message is noticed at once, as MIT's labrpc has it, not after a time-out.
    func testLossIsNoticedAtOnce() throws {
        let times = try outcomes { $0.setUnreliable(true) }.filter { $0.reply == nil }.map(\.time)
        XCTAssertLessThanOrEqual(times.max()!, .milliseconds(28))
    }

    func testUnreliabilityCanBeSwitchedOff() throws {
        let outcomes = try outcomes {
            $0.setUnreliable(true)
            $0.setUnreliable(false)
        }
        XCTAssertTrue(outcomes.allSatisfy { $0.reply != nil && $0.time == .milliseconds(2) })
    }

    func testConditionsCountOnlyWhereTheyAreSet() throws {
        var conditions = Conditions.reliable()
        conditions.setUnreliable(true)
        conditions.setLongReordering(true)
        conditions.setLongDelays(true)
        XCTAssertNotEqual(conditions, .reliable())
        conditions.setUnreliable(false)
        conditions.setLongReordering(false)
        conditions.setLongDelays(false)
        XCTAssertEqual(conditions, .reliable())
    }

    // MARK: - Long reordering

    func testTwoRepliesInThreeAreHeld() throws {
        let outcomes = try outcomes { $0.setLongReordering(true) }
        XCTAssertTrue(outcomes.allSatisfy { $0.reply != nil })
        let held = outcomes.map { $0.time - .milliseconds(2) }.filter { $0 > .zero }
        XCTAssertEqual(share(of: held.count, in: outcomes.count), 2.0 / 3, accuracy: 0.025)
        assertIn(held.min()!, .milliseconds(200) ... .milliseconds(201))
        assertIn(held.max()!, .milliseconds(2050) ... .milliseconds(2199))
        let mean = held.reduce(.zero, +) / held.count
        assertIn(mean, .milliseconds(670) ... .milliseconds(730))
    }

    func testRepliesOvertakeEachOther() throws {
        try Fixture.run { fixture in
            fixture.network.conditions.setLongReordering(true)
            fixture.boot(1)
            let arrived = await withTaskGroup { group in
                for number in 0..<20 as Range<UInt8> {
                    group.addTask { await fixture.call(1, [number])?.first }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            XCTAssertEqual(arrived.count, 20)
            XCTAssertNotEqual(arrived, arrived.sorted { $0! < $1! })
            XCTAssertEqual(Set(arrived), Set(0..<20))
        }
    }

    /// No link has an order: a later request may arrive before an earlier one.
    func testRequestsOvertakeEachOther() throws {
        try Fixture.run { fixture in
            fixture.network.conditions.setUnreliable(true)
            let server = Server()
            fixture.boot(1, server)
            for number in 0..<20 as Range<UInt8> {
                fixture.client.spawn { _ = await fixture.call(1, [number]) }
                try await fixture.sleep(for: .milliseconds(1))
            }
            try await fixture.sleep(for: .seconds(1))
            let numbers = server.requests.map { $0[0] }
            XCTAssertNotEqual(numbers, numbers.sorted())
        }
    }

    // MARK: - Duplication

    func testADuplicatedRequestIsHandledTwiceAndAnsweredOnce() throws {
        try Fixture.run { fixture in
            fixture.network.conditions.duplication = 1
            let server = Server()
            fixture.boot(1, server)
            let (reply, time) = await fixture.timedCall(1, [7])
            XCTAssertEqual(reply, [7])
            XCTAssertEqual(time, .milliseconds(2))
            try await fixture.sleep(for: .seconds(1))
            XCTAssertEqual(server.requests, [[7], [7]])
            XCTAssertEqual(fixture.network.traffic.calls, 1)
            XCTAssertEqual(fixture.network.traffic.requestsReceived[1], 2)
            XCTAssertEqual(fixture.network.traffic.bytes, 2, "one request and one reply")
        }
    }

    func testTheFirstReplyCounts() throws {
        try Fixture.run { fixture in
            fixture.network.conditions.duplication = 1
            let order = Counter()
            fixture.boot(
                1,
                Server { _ in
                    order.add()
                    let number = order.count
                    try? await fixture.sleep(for: .milliseconds(number == 1 ? 30 : 10))
                    return [UInt8(number)]
                })
            let (reply, time) = await fixture.timedCall(1)
            XCTAssertEqual(reply, [2])
            XCTAssertEqual(time, .milliseconds(12))
            try await fixture.sleep(for: .seconds(1))
        }
    }

    /// A call fails only when no copy can bring a reply any more.
    func testOneCopyIsEnough() throws {
        try Fixture.run { fixture in
            fixture.network.conditions.duplication = 1
            let order = Counter()
            fixture.boot(
                1,
                Server { arguments in
                    order.add()
                    if order.count == 1 { return nil }
                    try? await fixture.sleep(for: .milliseconds(10))
                    return arguments
                })
            let (reply, time) = await fixture.timedCall(1)
            XCTAssertNotNil(reply)
            XCTAssertEqual(time, .milliseconds(12))
        }
    }

    func testACallFailsWhenEveryCopyIsLost() throws {
        try Fixture.run { fixture in
            fixture.network.conditions.duplication = 1
            fixture.network.conditions.replyLoss = 1
            fixture.boot(1)
            let (reply, time) = await fixture.timedCall(1)
            XCTAssertNil(reply)
            XCTAssertEqual(time, .milliseconds(2))
        }
    }

    func testCopiesTravelOnTheirOwn() throws {
        let server = Server()
        let outcomes = try outcomes(1000, server: server) {
            $0.duplication = 0.25
            $0.requestLoss = 0.5
        }
        // A copy rescues a quarter of the lost half.
        let replies = outcomes.filter { $0.reply != nil }.count
        XCTAssertEqual(share(of: replies, in: outcomes.count), 0.625, accuracy: 0.05)
        XCTAssertEqual(share(of: server.requests.count, in: outcomes.count), 0.75, accuracy: 0.06)
    }
}
