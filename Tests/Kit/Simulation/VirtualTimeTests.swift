import Simulation
import XCTest

final class VirtualTimeTests: XCTestCase {
    func testAddsAndSubtracts() {
        let start = VirtualTime.zero + .milliseconds(5)
        XCTAssertEqual(start.nanoseconds, 5_000_000)
        XCTAssertEqual(start + .seconds(2) - start, .seconds(2))
        XCTAssertEqual((start + .milliseconds(1)).seconds, 0.006)
        XCTAssertLessThan(start, start + .nanoseconds(1))
        var time = start
        time += .milliseconds(3)
        XCTAssertEqual(time, .zero + .milliseconds(8))
    }

    func testNeverGoesBackwards() {
        let time = VirtualTime.zero + .seconds(1)
        XCTAssertEqual(time + .seconds(-3), time)
        XCTAssertEqual(VirtualTime.zero - time, .zero)
    }

    func testStopsAtTheEndOfTime() {
        let end = VirtualTime(nanoseconds: .max)
        XCTAssertEqual(end + .nanoseconds(1), end)
        XCTAssertEqual(.zero + .seconds(Int64.max), end)
    }

    func testReadsAsSeconds() {
        XCTAssertEqual(VirtualTime.zero.description, "0.000000 s")
        XCTAssertEqual(VirtualTime(nanoseconds: 3_141_592_653).description, "3.141592 s")
        XCTAssertEqual(VirtualTime(nanoseconds: 61_000_000_042_000).description, "61000.000042 s")
    }

    func testDurationsInNanoseconds() {
        XCTAssertEqual(Duration.microseconds(1500).wholeNanoseconds, 1_500_000)
        XCTAssertEqual(Duration.seconds(-1).wholeNanoseconds, 0)
        XCTAssertEqual(Duration.milliseconds(-1).wholeNanoseconds, 0)
        XCTAssertEqual(Duration.seconds(Int64.max).wholeNanoseconds, .max)
    }
}
