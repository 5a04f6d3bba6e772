import XCTest

@testable import Lab3KVRaftGrading

final class WeatherTests: XCTestCase {
    func testSeedsTakeTurnsWithTheWeather() {
        let weathers = (1...10 as ClosedRange<UInt64>).map { Weather(seed: $0) }
        XCTAssertEqual(Array(weathers.prefix(5)), Weather.allCases)
        XCTAssertEqual(Array(weathers.suffix(5)), Weather.allCases)
        XCTAssertEqual(Weather(seed: 0), Weather(seed: 0), "any seed has one")
    }
}
