import Simulation
import XCTest

@testable import LabRPC

final class LatencyTests: XCTestCase {
    /// Drawn times in milliseconds, in order of size.
    private func sample(_ latency: Latency) -> [Double] {
        var generator = SeededGenerator(seed: 11)
        return (0..<20_000).map { _ in Double(latency.draw(using: &generator)) / 1e6 }.sorted()
    }

    private func mean(_ times: [Double]) -> Double { times.reduce(0, +) / Double(times.count) }
    private func median(_ times: [Double]) -> Double { times[times.count / 2] }

    func testConstant() {
        XCTAssertEqual(Set(sample(.constant(.milliseconds(3)))), [3])
    }

    func testUniform() {
        let times = sample(.uniform(.milliseconds(10) ... .milliseconds(30)))
        assertIn(times.first!, 10...10.1)
        assertIn(times.last!, 29.9...30)
        XCTAssertEqual(mean(times), 20, accuracy: 0.2)
        XCTAssertEqual(median(times), 20, accuracy: 0.3)
    }

    func testExponential() {
        let times = sample(.exponential(minimum: .milliseconds(10), mean: .milliseconds(30)))
        assertIn(times.first!, 10...10.1)
        XCTAssertEqual(mean(times), 30, accuracy: 0.6)
        XCTAssertEqual(median(times), 10 + 20 * 0.6931, accuracy: 0.6)
        XCTAssertGreaterThan(times.last!, 100)
    }

    /// A mean below the minimum leaves no room for chance.
    func testExponentialNeverUndercutsItsMinimum() {
        XCTAssertEqual(Set(sample(.exponential(minimum: .milliseconds(10), mean: .milliseconds(5)))), [10])
    }

    func testLogNormal() {
        let times = sample(.logNormal(median: .milliseconds(40), sigma: 0.5))
        XCTAssertEqual(median(times), 40, accuracy: 1)
        XCTAssertEqual(mean(times), 40 * 1.1331, accuracy: 1)
        // One sigma to either side of the median.
        XCTAssertEqual(times[Int(0.1587 * 20_000)], 40 * 0.6065, accuracy: 1)
        XCTAssertEqual(times[Int(0.8413 * 20_000)], 40 * 1.6487, accuracy: 1.5)
        XCTAssertGreaterThan(times.first!, 0)
    }

    func testLogNormalWithoutSigmaIsConstant() {
        XCTAssertEqual(Set(sample(.logNormal(median: .milliseconds(40), sigma: 0))), [40])
    }

    func testEachMessageDrawsItsOwnTime() throws {
        try Fixture.run(latency: .exponential(minimum: .milliseconds(1), mean: .milliseconds(9))) { fixture in
            fixture.boot(1)
            let times = await fixture.calls(200, to: 1).map(\.time)
            XCTAssertEqual(Set(times).count, 200)
        }
    }
}
