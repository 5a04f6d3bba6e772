import LabKit
import XCTest

@testable import Harness
@testable import Lab4ShardMasterGrading

final class ShardConfigBriefTests: XCTestCase {
    func testConfigurations() {
        let groups = [101: ["S101.0"], 100: ["S100.0"]]
        let shards = [100, 100, 101, 101, 100, 101, 100, 101, 100, 101]
        XCTAssertEqual(
            brief(ShardConfig(number: 7, shards: shards, groups: groups) as ShardConfig? as Any),
            "(number 7: 100 100 101 101 100 101 100 101 100 101 among 100, 101)")
        XCTAssertEqual(brief(ShardConfig()), "(number 0: no groups)")
        XCTAssertEqual(
            brief(ShardConfig(number: 2, shards: Array(repeating: 100, count: 1000), groups: groups)),
            "(number 2: 1000 shards, 2 groups)")
    }
}
