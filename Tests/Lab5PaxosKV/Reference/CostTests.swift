import Harness
import Lab5PaxosKVGrading
import LabKit
import XCTest

@testable import Lab5PaxosKV

/// What the reference takes when nobody hinders it: exactly the round trips and calls that Paxos needs.
final class CostTests: XCTestCase {
    func testRoundTripsAndCalls() {
        for seed in 1...20 as ClosedRange<UInt64> {
            let result = Scenario(
                PaxosCluster<PaxosServer, Clerk>.self, .init(servers: 3), timeLimit: .seconds(10)
            ) { cluster in
                let x = Instance(key: "x", version: 1)
                try await Self.expect(cluster, roundTrips: 2, calls: 6) { cluster.propose("1", at: x, by: 0) }
                try await Self.expect(cluster, roundTrips: 1, calls: 3) { cluster.read(x, by: 1) }
                let empty = Instance(key: "x", version: 2)
                try await Self.expect(cluster, roundTrips: 1, calls: 3) { cluster.read(empty, by: 2) }
            }
            .run(seed: seed)
            XCTAssertNil(result.failure)
        }
    }

    private static func expect(
        _ cluster: PaxosCluster<PaxosServer, Clerk>, roundTrips: Double, calls: Int, _ body: () -> Proposal
    ) async throws {
        let counted = [cluster.messages.count(.requests(Prepare.self)), cluster.messages.count(.requests(Accept.self))]
        let start = cluster.seconds
        let proposal = body()
        try await cluster.end(of: proposal)
        XCTAssertEqual(proposal.time - start, roundTrips * 0.01, accuracy: 1e-9)
        XCTAssertEqual(counted.map(\.count).reduce(0, +), calls)
        for rule in counted { rule.end() }
    }
}
