import LabKit
import XCTest

@testable import Harness
@testable import Lab4ShardMasterGrading
@testable import Lab4ShardKVGrading

/// Each rule for groups fails on what it is for, and only on that.
final class ShardRulesTests: XCTestCase {
    private var rules = ShardRules()
    private var configurations = ConfigurationLog(shards: 4)

    override func setUp() {
        let groups = [100: ["S100.0"], 101: ["S101.0"]]
        for (number, shards) in [[100, 100, 100, 100], [100, 100, 101, 101], [100, 101, 101, 101]].enumerated() {
            let isFirst = number == 0
            let request: ShardRequest =
                number == 2 ? .move(shard: 1, group: 101) : .join(isFirst ? [100: ["S100.0"]] : [101: ["S101.0"]])
            _ = configurations.begin(request)
            let config = ShardConfig(
                number: number + 1, shards: shards, groups: isFirst ? [100: ["S100.0"]] : groups)
            XCTAssertNoThrow(try configurations.record(config, seenAt: [], by: "M0"))
        }
    }

    /// A server of a group is seen in a configuration.
    @discardableResult
    private func see(_ group: Int, in number: Int, serving shards: [Int]) -> LabFailure? {
        let state = ShardKVState(
            configuration: configurations[number] ?? ShardConfig(shards: 4), serves: shards,
            duplicateTableEntries: 0, waitingRequests: 0)
        do throws(LabFailure) {
            _ = try rules.look(at: group, "S\(group).0", of: group, state, &configurations)
            return nil
        } catch {
            return error
        }
    }

    func testAShardThatStaysIsServedOn() {
        rules.demandsService = true
        XCTAssertNil(see(100, in: 1, serving: [0, 1, 2, 3]))
        let failure = see(100, in: 2, serving: [0])
        XCTAssertEqual(failure?.kind, .stoppedServing)
        XCTAssertEqual(
            failure?.message,
            "S100.0 served shard 1 in configuration 1, and doesn't in number 2, though it has belonged to its group all the "
                + "time (challenge 2).")
    }

    func testAGoodMigration() {
        XCTAssertNil(see(100, in: 1, serving: [0, 1, 2, 3]))
        XCTAssertNil(see(101, in: 1, serving: []))
        XCTAssertNil(see(101, in: 2, serving: []))
        XCTAssertNil(see(100, in: 2, serving: [0, 1]))
        XCTAssertNil(see(101, in: 2, serving: [2]))
        XCTAssertNil(see(101, in: 2, serving: [2, 3]))
        XCTAssertNil(see(100, in: 3, serving: [0]))
        XCTAssertNil(see(101, in: 3, serving: [1, 2, 3]))
    }

    func testASkippedConfiguration() {
        see(100, in: 1, serving: [0, 1, 2, 3])
        XCTAssertEqual(see(100, in: 3, serving: [0])?.kind, .configurationSkipped)
    }

    func testAServerThatRestartsInAnEarlierOne() {
        see(100, in: 1, serving: [0, 1, 2, 3])
        see(100, in: 2, serving: [0, 1])
        XCTAssertNil(see(100, in: 1, serving: [0, 1, 2, 3]))
        XCTAssertNil(see(100, in: 2, serving: [0, 1]))
    }

    func testAShardThatBelongsToAnother() {
        see(100, in: 1, serving: [0, 1, 2, 3])
        let failure = see(100, in: 2, serving: [0, 1, 2])
        XCTAssertEqual(failure?.kind, .foreignShard)
        XCTAssertEqual(failure?.index, 2)
    }

    func testAShardThatAnotherStillServes() {
        see(100, in: 1, serving: [0, 1, 2, 3])
        see(101, in: 1, serving: [])
        XCTAssertEqual(see(101, in: 2, serving: [2])?.kind, .twoGroupsServe)
    }
}
