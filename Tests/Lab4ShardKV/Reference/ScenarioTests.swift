import Lab4ShardKV
import Lab4ShardMaster
import Lab4ShardKVGrading
import XCTest

/// Scenarios that nobody watches, as the benchmarks run them.
final class ScenarioTests: XCTestCase {
    private enum Lab4: ShardedSolution {
        typealias Master = ShardMaster
        typealias MasterClerk = Lab4ShardMaster.Clerk
        typealias Server = ShardKV
        typealias Clerk = Lab4ShardKV.Clerk
    }

    /// Without rules nobody follows the configurations, and so no answer about one is wrong.
    func testWithoutRules() {
        let scenario = Scenario(ShardCluster<Lab4>.self, .init(groups: 2, isWatched: false), timeLimit: .seconds(60)) {
            cluster in
            try await cluster.join([cluster.groupNumbers[0]])
            try await cluster.sleep(for: .seconds(1))
            try await cluster.leave(cluster.groupNumbers[0])
        }
        let result = scenario.run(seed: 1)
        XCTAssertNil(result.failure?.message)
        XCTAssertGreaterThan(result.rpcs, 0)
    }
}
