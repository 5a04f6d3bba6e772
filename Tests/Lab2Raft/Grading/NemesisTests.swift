import LabKit
import LabRPC
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// Crashes at chosen moments, chaos, and checks by an imagined restart.
final class NemesisTests: XCTestCase {
    func testACrashAfterEveryReply() {
        let findings = Findings<Int>()
        assertPasses(CountsLives.self) { cluster in
            cluster.nemesis.crashAfterReply = 1
            cluster.nemesis.longestOutage = .milliseconds(5)
            for _ in 0..<4 {
                _ = cluster.submit("ask", to: 0)
                try await cluster.sleep(for: .milliseconds(200))
            }
            findings.values = (0..<3).map { cluster.inspect($0)!.term }
        }
        // S0 asks S1, which crashes after each reply and comes back.
        XCTAssertEqual(findings.values, [1, 5, 1])
    }

    func testRepliesOfTheCrashedArriveOnlyIfConditionsSaySo() {
        for outlive in [false, true] {
            let findings = Findings<Int>()
            assertPasses(CountsLives.self) { cluster in
                cluster.conditions.repliesOutliveServers = outlive
                cluster.nemesis.crashAfterReply = 1
                _ = cluster.submit("ask", to: 0)
                try await cluster.sleep(for: .milliseconds(200))
                findings.values = [cluster.inspect(0)!.commitIndex]
            }
            XCTAssertEqual(findings.values, [outlive ? 1 : 0])
        }
    }

    func testACrashAfterEveryCommit() {
        let findings = Findings<Int>()
        assertPasses(CommitsItsLog.self, servers: 1) { cluster in
            cluster.nemesis.crashAfterCommit = 1
            cluster.nemesis.longestOutage = .milliseconds(5)
            for _ in 0..<3 {
                _ = cluster.submit("a", to: 0)
                try await cluster.sleep(for: .milliseconds(100))
            }
            findings.values = [cluster.inspect(0)!.term]
        }
        XCTAssertEqual(findings.values, [4], "four lives")
    }

    func testChaosTouchesEverything() {
        let lives = Findings<Int>()
        let cuts = Findings<Bool>()
        assertPasses(CountsLives.self, servers: 5) { cluster in
            async let chaos: Void = cluster.run([.crashes, .messages], for: .seconds(60))
            for _ in 0..<600 {
                try await cluster.sleep(for: .milliseconds(100))
                cuts.values.append((0..<5).contains { !cluster.world.network.canReach(from: $0, to: ($0 + 1) % 5) })
            }
            try await chaos
            cluster.startAll()
            lives.values = (0..<5).map { cluster.inspect($0)!.term }
        }
        XCTAssert(lives.values.allSatisfy { $0 > 1 }, "\(lives.values)")
        XCTAssert(cuts.values.contains(true) && cuts.values.contains(false))
    }

    func testChaosWithoutCrashesCrashesNobody() {
        assertPasses(CountsLives.self, servers: 3) { cluster in
            try await cluster.run([.messages], for: .seconds(60))
            cluster.startAll()
            XCTAssertEqual((0..<3).map { cluster.inspect($0)!.term }, [1, 1, 1])
        }
    }

    /// A solution that forgets: only the imagined restart after a reply can know, for nobody really crashes.
    func testAnImaginedRestartFindsWhatIsNotOnDisk() throws {
        let result = runOnce(ForgetsItsTerm.self, stage: .persistence) { cluster in
            _ = cluster.submit("ask", to: 0)
            try await cluster.sleep(for: .seconds(1))
        }
        let failure = try XCTUnwrap(result.failure)
        XCTAssertEqual(failure.kind, .notDurable)
        XCTAssertEqual(failure.nodes, [0])
        XCTAssert(failure.message.contains("If S0 crashed right now"), failure.message)
        XCTAssertFalse(result.events.contains { $0.contains("crashes") }, "\(result.events)")
    }

    func testBefore2CNothingHasToBeOnDisk() {
        let result = runOnce(ForgetsItsTerm.self, stage: .election) { cluster in
            _ = cluster.submit("ask", to: 0)
            try await cluster.sleep(for: .seconds(1))
        }
        // Not for its disk, then; that nobody leads is found when the scenario is over.
        XCTAssertEqual(result.failure?.kind, .notRecovered)
    }
}

/// Its term is the number of its lives, its commit index the number of answers it got.
private actor CountsLives: Stub {
    let site: Site
    private let lives: Int
    private var answers = 0

    init(_ site: Site) {
        self.site = site
        lives = (site.node.disk.load(Int.self) ?? 0) + 1
        site.node.disk.save(lives)
    }

    func start(_ command: [UInt8]) -> Submission {
        Task { if await site.peers[1].call(CopyLog(log: [])) != nil { answers += 1 } }
        return Submission(index: 0, term: lives, isLeader: false)
    }

    func inspect() -> RaftState {
        RaftState(role: .follower, term: lives, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: answers)
    }
}

/// Leads, and counts as committed whatever it was given, ten milliseconds later. Its term is the number of its lives.
private actor CommitsItsLog: Stub {
    let site: Site
    private let lives: Int
    private var committed = 0

    init(_ site: Site) {
        self.site = site
        lives = (site.node.disk.load(Int.self) ?? 0) + 1
        site.node.disk.save(lives)
    }

    func start(_ command: [UInt8]) -> Submission {
        site.log.append(command)
        Task {
            try await node.clock.sleep(for: .milliseconds(10))
            committed = site.log.count
        }
        return Submission(index: site.log.count, term: lives, isLeader: true)
    }

    func inspect() -> RaftState {
        RaftState(
            role: .leader, term: lives, votedFor: 0, lastIndex: site.log.count, lastTerm: lives, commitIndex: committed)
    }
}

/// Raises its term when it is asked for something, tells S1, and saves nothing.
private actor ForgetsItsTerm: Stub {
    let site: Site
    private var term = 0
    init(_ site: Site) { self.site = site }

    func start(_ command: [UInt8]) -> Submission {
        term += 1
        Task { _ = await site.peers[1].call(CopyLog(log: [])) }
        return Submission(index: 0, term: term, isLeader: false)
    }

    func status() -> (term: Int, isLeader: Bool) { (term, false) }

    func inspect() -> RaftState {
        RaftState(role: .follower, term: term, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: 0)
    }
}
