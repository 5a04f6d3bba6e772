import LabRPC
import XCTest

@testable import Harness

/// What goes wrong in a run is one value, which begins, is told, and ends.
final class FaultsTests: XCTestCase {
    private let weathers: [Weather] = [
        .fair, .duplicates, .reordering, .powerFailures(0.1), .crashes(0.2), .longPartitions,
    ]

    private func world(seed: UInt64, isTimed: Bool = false) -> World {
        let world = World(seed: seed, timeLimit: .seconds(60))
        world.begin(oneOf: weathers, isTimed: isTimed)
        return world
    }

    func testSeedsTakeTurnsWithTheWeather() {
        XCTAssertEqual((1...6).map { world(seed: $0).faults.weather }, weathers)
        XCTAssertEqual((7...12).map { world(seed: $0).faults.weather }, weathers)
        XCTAssertNotNil(world(seed: 0).faults.weather, "any seed has one")
    }

    func testTimedScenariosHaveNoSlowWeather() {
        let timed = (1...6).map { world(seed: $0, isTimed: true).faults.weather }
        XCTAssertEqual(timed, [.fair, .duplicates, .fair, .fair, .fair, .fair])
    }

    func testWeatherReachesNetworkAndNemesis() {
        XCTAssertEqual(world(seed: 2).network.conditions.duplication, 0.3)
        XCTAssertEqual(world(seed: 3).network.conditions.requestDelay, .zero ... .milliseconds(40))
        XCTAssertEqual(world(seed: 3).network.conditions.replyHold, 0.1)
        XCTAssertEqual(world(seed: 4).nemesis.crashAfterSave, 0.1)
        XCTAssertEqual(world(seed: 4).nemesis.longestOutage, .milliseconds(300))
        XCTAssertEqual(world(seed: 5).nemesis.crashAfterReply, 0.2)
        XCTAssertTrue(world(seed: 5).network.conditions.repliesOutliveServers)
    }

    func testTheReportTells() {
        var faults = world(seed: 4).faults
        faults.latency = .milliseconds(5) ... .milliseconds(5)
        faults.applyPause = .milliseconds(2)
        faults.isUnreliable = true
        XCTAssertEqual(
            "\(faults)".replacing(/true clocks|clocks within ±[0-9.]+ %/, with: "clocks"),
            """
            unreliable network, messages take 5.0 ms, clocks, a service that takes up to 2 ms for an entry, servers crash \
            right after a save
            """)
    }

    func testAllEnds() {
        let world = world(seed: 5)
        world.network.setLink(from: 0, to: 1, isUp: false)
        world.network.setLink(from: 0, to: 7, isUp: false)
        world.network.setSlowdown(20, of: 1)
        world.network.conditions.setUnreliable(true)
        world.endFaults(among: [0, 1])
        XCTAssertEqual(world.network.conditions, world.faults.reliable)
        XCTAssertEqual(world.nemesis.crashAfterReply, 0)
        XCTAssertEqual(world.nemesis.crashAfterSave, 0)
        XCTAssertTrue(world.network.canReach(from: 0, to: 1))
        XCTAssertFalse(world.network.canReach(from: 0, to: 7), "others are the scenario's affair")
    }
}
