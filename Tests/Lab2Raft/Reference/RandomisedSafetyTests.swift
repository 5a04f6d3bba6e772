import XCTest

@testable import Lab2Raft

/// Figure 3 and section 5.4.3 under everything that a network and crashes can do, in many random orders.
final class RandomisedSafetyTests: XCTestCase {
    private let seeds: Range<UInt64> = 0..<600
    private let steps = 1_000

    func testSafetyAlwaysAndLivenessInTheEnd() {
        var totals = (elections: 0, restarts: 0, replacements: 0, commits: 0)
        for seed in seeds {
            let size = [3, 5, 4, 2][Int(seed % 4)]
            var cluster = RandomCluster(size: size, seed: seed)
            for step in 0..<steps {
                do {
                    try cluster.step()
                } catch {
                    return XCTFail("seed \(seed), \(size) servers, step \(step): \(error)")
                }
            }
            totals.elections += cluster.checks.elections
            totals.restarts += cluster.checks.restarts
            totals.replacements += cluster.checks.replacements
            totals.commits += cluster.checks.commits
            do {
                let settled = try cluster.settles()
                XCTAssertTrue(settled, "seed \(seed), \(size) servers: no agreement after all trouble has ended")
            } catch {
                XCTFail("seed \(seed), \(size) servers, in the end: \(error)")
            }
        }
        // A check that sees nothing proves nothing.
        XCTAssertGreaterThan(totals.elections, 4 * seeds.count)
        XCTAssertGreaterThan(totals.restarts, 4 * seeds.count)
        XCTAssertGreaterThan(totals.replacements, seeds.count / 2)
        XCTAssertGreaterThan(totals.commits, 4 * seeds.count)
    }
}
