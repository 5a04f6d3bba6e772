import LabKit
import XCTest

@testable import Harness
@testable import Lab4ShardMasterGrading

/// Each rule for configurations fails on what it is for, and only on that.
final class ConfigurationLogTests: XCTestCase {
    private var log = ConfigurationLog(shards: 10)

    private func config(_ number: Int, _ shards: [Int], _ groups: [Int]) -> ShardConfig {
        ShardConfig(
            number: number, shards: shards, groups: Dictionary(uniqueKeysWithValues: groups.map { ($0, ["\($0)"]) }))
    }

    private func names(_ groups: [Int]) -> [Int: [String]] { config(0, [], groups).groups }

    /// Asks for something, and sees what came of it.
    @discardableResult
    private func see(_ request: ShardRequest?, _ config: ShardConfig) -> LabFailure? {
        if let request { _ = log.begin(request) }
        do throws(LabFailure) {
            try log.record(config, seenAt: [80], by: "M0")
            return nil
        } catch {
            return error
        }
    }

    private let allOfOne = Array(repeating: 1, count: 10)
    private let halves = [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]

    func testAGoodSequence() {
        XCTAssertNil(see(.join(names([1])), config(1, allOfOne, [1])))
        XCTAssertNil(see(.join(names([2])), config(2, halves, [1, 2])))
        XCTAssertNil(see(.move(shard: 0, group: 2), config(3, [2] + halves.dropFirst(), [1, 2])))
        // The next join divides anew, and needs four moves for that.
        XCTAssertNil(see(.join(names([3])), config(4, [2, 1, 1, 1, 1, 2, 2, 3, 3, 3], [1, 2, 3])))
        XCTAssertNil(see(.leave([1, 2, 3]), config(5, Array(repeating: 0, count: 10), [])))
    }

    func testTwoConfigurationsOfOneNumber() {
        see(.join(names([1])), config(1, allOfOne, [1]))
        see(.join(names([2])), config(2, halves, [1, 2]))
        let failure = see(nil, config(2, halves.reversed(), [1, 2]))
        XCTAssertEqual(failure?.kind, .configurationsDiffer)
        XCTAssertEqual(failure?.index, 2)
    }

    func testAShardOfNobody() {
        XCTAssertEqual(see(.join(names([1])), config(1, [0] + allOfOne.dropFirst(), [1]))?.kind, .unbalanced)
        XCTAssertEqual(see(.join(names([1])), config(1, [7] + allOfOne.dropFirst(), [1]))?.kind, .unbalanced)
    }

    func testUnevenShards() {
        see(.join(names([1])), config(1, allOfOne, [1]))
        XCTAssertEqual(
            see(.join(names([2])), config(2, [1, 1, 1, 1, 1, 1, 2, 2, 2, 2], [1, 2]))?.kind, .unbalanced)
    }

    func testNeedlessMoves() {
        see(.join(names([1])), config(1, allOfOne, [1]))
        see(.join(names([2])), config(2, halves, [1, 2]))
        let failure = see(.join(names([3])), config(3, [2, 1, 1, 1, 3, 1, 2, 2, 3, 3], [1, 2, 3]))
        XCTAssertEqual(failure?.kind, .needlessMoves)
    }

    func testWhatNobodyAskedFor() {
        see(.join(names([1])), config(1, allOfOne, [1]))
        see(.join(names([2])), config(2, halves, [1, 2]))
        XCTAssertEqual(see(nil, config(3, [2] + halves.dropFirst(), [1, 2]))?.kind, .unexpectedCommit)
    }

    func testAMoveThatTookEffectTwice() {
        see(.join(names([1, 2])), config(1, halves, [1, 2]))
        let moved = [2] + halves.dropFirst()
        XCTAssertNil(see(.move(shard: 0, group: 2), config(2, moved, [1, 2])))
        XCTAssertNil(see(.move(shard: 0, group: 1), config(3, halves, [1, 2])))
        XCTAssertEqual(see(nil, config(4, moved, [1, 2]))?.kind, .unexpectedCommit)
    }

    func testAConfigurationThatIsSeenBeforeItsPredecessor() {
        _ = log.begin(.join(names([1])))
        XCTAssertNil(see(.join(names([2])), config(2, halves, [1, 2])))
        XCTAssertNil(see(nil, config(1, allOfOne, [1])))
    }

    func testAnAcknowledgedJoinThatIsNowhere() throws {
        let number = log.begin(.join(names([1])))
        XCTAssertThrowsError(try log.end(number, .join(names([1])), since: 0)) {
            XCTAssertEqual(($0 as? LabFailure)?.kind, .lostCommand)
        }
    }

    func testAStaleAnswer() throws {
        let number = log.begin(.join(names([1])))
        XCTAssertNil(see(nil, config(1, allOfOne, [1])))
        try log.end(number, .join(names([1])), since: 0)
        XCTAssertEqual(log.floor, 1)
        XCTAssertThrowsError(try log.answer(ShardConfig(), to: nil, since: log.floor, nodes: [])) {
            XCTAssertEqual(($0 as? LabFailure)?.kind, .notLinearizable)
        }
        try log.answer(ShardConfig(), to: 0, since: 1, nodes: [])
        XCTAssertThrowsError(try log.answer(ShardConfig(), to: 1, since: 1, nodes: [])) {
            XCTAssertEqual(($0 as? LabFailure)?.kind, .wrongValue)
        }
    }

    /// The figure that the rule of fewest moves rests on, against all ways to divide four shards.
    func testFewestMovesAgainstAllDivisions() {
        let owners = [0, 1, 2, 3, 9]
        for groups in [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4, 5]] {
            let divisions = all(4, of: groups).filter { division in
                let counts = groups.map { group in division.count { $0 == group } }
                return counts.max()! - counts.min()! <= 1
            }
            for shards in all(4, of: owners) {
                let fewest = divisions.map { zip($0, shards).count { $0 != $1 } }.min()
                XCTAssertEqual(ConfigurationLog.fewestMoves(of: shards, among: Set(groups)), fewest)
            }
        }
    }

    private func all(_ count: Int, of owners: [Int]) -> [[Int]] {
        (0..<count).reduce([[]]) { lists, _ in lists.flatMap { list in owners.map { list + [$0] } } }
    }
}
