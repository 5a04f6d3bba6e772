import Simulation
import XCTest

final class SeededGeneratorTests: XCTestCase {
    /// The figures of the reference implementation, as other languages' libraries test theirs.
    func testIsSplitMix64() {
        var generator = SeededGenerator(seed: 1_234_567)
        XCTAssertEqual(generator.next(), 6_457_827_717_110_365_317)
        XCTAssertEqual(generator.next(), 3_203_168_211_198_807_973)
        XCTAssertEqual(generator.next(), 9_817_491_932_198_370_423)
    }

    func testSeedAndPurposeDecide() {
        func sample(_ seed: UInt64, _ purpose: String) -> UInt64 {
            var generator = SeededGenerator(seed: seed, purpose: purpose)
            return generator.next()
        }
        XCTAssertEqual(sample(1, "network"), sample(1, "network"))
        XCTAssertNotEqual(sample(1, "network"), sample(2, "network"))
        XCTAssertNotEqual(sample(1, "network"), sample(1, "scheduler"))
    }

    func testBoundedNumbersReachEveryValueAndNoOther() {
        var generator = SeededGenerator(seed: 3)
        XCTAssertEqual(Set((0..<1000).map { _ in generator.next(below: 5) }), [0, 1, 2, 3, 4])
        XCTAssertEqual(generator.next(below: 1), 0)
        XCTAssertEqual(generator.next(below: 0), 0)
    }

    func testChanceIsNeverAlwaysOrAShare() {
        var generator = SeededGenerator(seed: 4)
        func share(_ probability: Double) -> Double {
            Double((0..<10_000).filter { _ in generator.chance(probability) }.count) / 10_000
        }
        XCTAssertEqual(share(0), 0)
        XCTAssertEqual(share(1), 1)
        XCTAssertEqual(share(0.1), 0.1, accuracy: 0.015)
    }

    func testDurationsFillTheirRange() {
        var generator = SeededGenerator(seed: 5)
        let range = Duration.milliseconds(10) ... .milliseconds(20)
        let drawn = (0..<10_000).map { _ in generator.duration(in: range) }
        XCTAssertTrue(drawn.allSatisfy(range.contains))
        XCTAssertLessThan(drawn.min()!, .microseconds(10_010))
        XCTAssertGreaterThan(drawn.max()!, .microseconds(19_990))
        XCTAssertEqual(generator.duration(in: .seconds(1) ... .seconds(1)), .seconds(1))
    }
}
