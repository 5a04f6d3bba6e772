import LabKit
import Synchronization
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

final class CrashTests: XCTestCase {
    func testTheDiskSurvivesAndMemoryDoesNot() {
        assertPasses(Diary.self) { cluster in
            for boot in 1...4 {
                let state = cluster.inspect(1)
                XCTAssertEqual(state?.term, boot, "on disk")
                XCTAssertEqual(state?.commitIndex, 1, "in memory")
                cluster.crash(1)
                XCTAssertNil(cluster.inspect(1))
                XCTAssertNil(cluster.status(of: 1)?.term)
                XCTAssertNil(cluster.submit("abc", to: 1))
                cluster.restart(1)
            }
            XCTAssertEqual(cluster.inspect(0)?.term, 1, "another server's disk")
        }
    }

    func testStartRestartsAServerThatRuns() {
        assertPasses(Diary.self) { cluster in
            cluster.restart(2)
            XCTAssertEqual(cluster.inspect(2)?.term, 2)
        }
    }

    func testStartAllLeavesRunningServersAlone() {
        assertPasses(Diary.self) { cluster in
            cluster.disconnect(0)
            cluster.crash(1)
            XCTAssertEqual(cluster.runningServers, [0, 2])
            XCTAssertEqual(cluster.connectedServers, [2])
            cluster.startAll()
            XCTAssertEqual((0..<3).map { cluster.inspect($0)?.term }, [1, 2, 1])
            XCTAssertEqual(cluster.connectedServers, [0, 1, 2])
        }
    }

    func testACrashedServerIsCutOffAndGone() {
        assertPasses(Good.self) { cluster in
            cluster.crash(1)
            XCTAssertFalse(cluster.isRunning(1))
            XCTAssertFalse(cluster.isConnected(1))
            XCTAssertEqual(cluster.connectedCount, 2)
            XCTAssert(cluster.situation.contains("S1 is down."), cluster.situation)
            cluster.crash(1)
            _ = cluster.submit("abc", to: 0)
            try await cluster.sleep(for: .seconds(8))
            XCTAssertEqual(cluster.committedCount(at: 1), 2)
        }
    }

    func testNothingReachesTheDiskAfterACrash() {
        assertPasses(Stubborn.self) { cluster in
            try await cluster.sleep(for: .seconds(1))
            cluster.crash(0)
            try await cluster.sleep(for: .seconds(1))
            cluster.restart(0)
            XCTAssertEqual(cluster.inspect(0)?.term, 0)
        }
    }

    func testNothingIsSentOrAppliedAfterACrash() {
        assertPasses(Stubborn.self) { cluster in
            try await cluster.sleep(for: .seconds(1))
            let sent = cluster.world.network.traffic.calls
            cluster.crash(0)
            try await cluster.sleep(for: .seconds(10))
            XCTAssertEqual(cluster.world.network.traffic.calls, sent)
            XCTAssertEqual(cluster.lastApplied, 0)
            XCTAssertFalse(cluster.world.simulator.trace.events.contains { $0.text == "still here" })
        }
    }

    func testCrashedActorsAreFreed() {
        let before = Mortal.living.load(ordering: .relaxed)
        assertPasses(Mortal.self, servers: 5) { cluster in
            for round in 1...100 {
                cluster.restart(round % 5)
                try await cluster.sleep(for: .milliseconds(30))
                XCTAssertEqual(Mortal.living.load(ordering: .relaxed), before + 5)
            }
        }
    }

    func testARunThatIsOverIsFreed() {
        let before = Mortal.living.load(ordering: .relaxed)
        assertPasses(Mortal.self) { try await $0.sleep(for: .seconds(1)) }
        XCTAssertEqual(Mortal.living.load(ordering: .relaxed), before)
    }

    func testTheWorldOfARunThatIsOverIsFreed() {
        weak var world: World?
        assertPasses(Mortal.self) { cluster in
            try await cluster.sleep(for: .seconds(1))
            Leftover.world = cluster.world
        }
        world = Leftover.world
        XCTAssertNil(world)
    }
}

private enum Leftover {
    nonisolated(unsafe) static weak var world: World?
}

/// Counts its boots on disk, as its term, and in memory, as its commit index.
private actor Diary: Stub {
    let site: Site
    let boots: Int
    var memory = 0

    init(_ site: Site) {
        self.site = site
        boots = (site.node.disk.load(Int.self) ?? 0) + 1
        site.node.disk.save(boots)
    }

    func inspect() -> RaftState {
        memory += 1
        return RaftState(role: .follower, term: boots, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: memory)
    }
}

/// Goes on after its crash: saves, calls, applies, logs and throws as soon as its sleep is cancelled. Its term is what it found on
/// its disk.
private actor Stubborn: Stub {
    let site: Site
    let found: Int

    init(_ site: Site) {
        self.site = site
        found = site.node.disk.load(Int.self) ?? 0
    }

    func run() async throws {
        do {
            try await node.clock.sleep(for: .seconds(3600))
        } catch {
            node.disk.save(666)
            node.serve(CopyLog.self) { _ in nil }
            _ = await site.peers[1].call(CopyLog(log: [[1]]))
            await apply([1], at: 1)
            node.disk.save(raftState: [1], snapshot: [2])
            node.log("still here")
            throw Misfortune.badLuck
        }
    }

    func inspect() -> RaftState {
        RaftState(role: .follower, term: found, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: 0)
    }
}

/// Counts how many of it live; has handlers, children, a stream and calls under way that hold it.
private actor Mortal: Stub {
    static let living = Atomic<Int>(0)
    let site: Site
    let stream = AsyncStream.makeStream(of: Void.self)

    init(_ site: Site) {
        self.site = site
        Self.living.add(1, ordering: .relaxed)
    }

    deinit { Self.living.subtract(1, ordering: .relaxed) }

    func run() async throws {
        serveCopies()
        Task { try await self.node.clock.sleep(for: .seconds(3600)) }
        Task { while await self.site.peers[0].call(CopyLog(log: [])) != nil {} }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in self.stream.stream { await self.applyNext() } }
            for peer in site.peers {
                group.addTask {
                    while true {
                        _ = await peer.call(CopyLog(log: []))
                        try await self.node.clock.sleep(for: .milliseconds(10))
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
