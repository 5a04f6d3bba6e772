import LabKit
import XCTest

@testable import Lab4ShardMaster

/// Shards are divided evenly, and few move.
final class RebalancingTests: XCTestCase {
    func testNobodyIsThere() {
        XCTAssertEqual([1, 2, 3, 0].rebalanced(among: []), [0, 0, 0, 0])
    }

    func testTheFirstGroupGetsAll() {
        XCTAssertEqual([0, 0, 0].rebalanced(among: [5]), [5, 5, 5])
    }

    func testWhoHasMostKeepsTheLargerShare() {
        // Three groups, ten shards: one may have four, and it is the one that has them.
        let shards = [1, 1, 2, 2, 2, 2, 2, 2, 3, 3]
        XCTAssertEqual(shards.rebalanced(among: [1, 2, 3]), [1, 1, 2, 2, 2, 2, 1, 3, 3, 3])
    }

    func testMoreGroupsThanShards() {
        XCTAssertEqual([1, 1, 1].rebalanced(among: [1, 2, 3, 4, 5]), [1, 2, 3])
        XCTAssertEqual([4, 2, 9].rebalanced(among: [1, 2, 3, 4, 5]), [4, 2, 1])
    }

    func testNothingMovesWithoutReason() {
        let shards = [3, 1, 2, 3, 1, 2, 3, 1, 2, 3]
        XCTAssertEqual(shards.rebalanced(among: [1, 2, 3]), shards)
    }
}
