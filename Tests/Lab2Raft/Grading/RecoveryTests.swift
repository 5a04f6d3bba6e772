import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// What must hold when a scenario is over and every fault has ended.
final class RecoveryTests: XCTestCase {
    func testNobodyStartsAnElection() throws {
        let failure = try XCTUnwrap(runOnce(Idle.self, stage: .election) { _ in }.failure)
        XCTAssertEqual(failure.kind, .notRecovered)
        XCTAssertEqual(failure.nodes, [0, 1, 2])
        XCTAssertEqual(failure.section, "5.2")
        for words in [
            "all faults of the scenario have ended", "in 5 seconds no leader was elected",
            "No server was ever a candidate: no election timer fired.",
        ] {
            XCTAssert(failure.message.contains(words), failure.message)
        }
        XCTAssert(failure.question?.contains("whose timer stands still") == true)
    }

    func testEverybodyVotesForItself() throws {
        let failure = try XCTUnwrap(runOnce(VotesForItself.self, stage: .election) { _ in }.failure)
        XCTAssertEqual(failure.kind, .notRecovered)
        XCTAssert(
            failure.message.contains("In term 1 S1 asked for votes: S0 voted for S0; S2 voted for S2."),
            failure.message)
    }

    func testAVoteThatWasRefused() throws {
        let failure = try XCTUnwrap(runOnce(OnlyS0Asks.self, stage: .persistence) { $0.restart(2) }.failure)
        XCTAssert(
            failure.message.contains(
                "In term 1 S0 asked for votes: S1 did not vote; S2 did not, its log is more up-to-date."),
            failure.message)
    }

    func testALeaderThatCommitsNothing() throws {
        let result = runOnce(LeadsAlone.self, servers: 1, stage: .replication) { _ in }
        let failure = try XCTUnwrap(result.failure)
        XCTAssertEqual(failure.kind, .notRecovered)
        XCTAssertEqual(failure.term, 1)
        XCTAssert(failure.message.contains("in 10 seconds no new command was applied by all of them"), failure.message)
        XCTAssert(failure.question?.contains("All logs are the same, and yet S0 does not commit") == true)
    }

    func testALeaderIsEnoughBefore2B() {
        XCTAssertNil(runOnce(LeadsAlone.self, servers: 1, stage: .election) { _ in }.failure)
    }

    func testEveryFaultEnds() {
        let findings = Findings<Bool>()
        _ = runOnce(LeadsAlone.self, servers: 3) { cluster in
            cluster.nemesis.crashAfterReply = 1
            cluster.nemesis.crashAfterCommit = 1
            cluster.conditions.setUnreliable(true)
            cluster.conditions.duplication = 0.5
            cluster.partition([[0], [1, 2]])
            cluster.crash(2)
            try? await cluster.recover(to: .election)
            findings.values = [
                cluster.nemesis.crashAfterReply == 0, cluster.nemesis.crashAfterCommit == 0,
                cluster.conditions == cluster.world.faults.reliable,
                cluster.runningServers == [0, 1, 2], cluster.connectedServers == [0, 1, 2],
                cluster.world.network.canReach(from: 0, to: 2),
            ]
        }
        XCTAssertEqual(findings.values, [true, true, true, true, true, true])
    }
}

/// Never does anything.
private actor Idle: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func status() -> (term: Int, isLeader: Bool) { (0, false) }
    func inspect() -> RaftState {
        RaftState(role: .follower, term: 0, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: 0)
    }
}

/// A candidate for ever, as are all others.
private actor VotesForItself: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func status() -> (term: Int, isLeader: Bool) { (1, false) }
    func inspect() -> RaftState {
        RaftState(role: .candidate, term: 1, votedFor: site.me, lastIndex: 0, lastTerm: 0, commitIndex: 0)
    }
}

/// S0 is a candidate in vain: S1 never votes, and S2, once it restarts from its disk, has a longer log.
private actor OnlyS0Asks: Stub {
    let site: Site
    private let hasLog: Bool
    init(_ site: Site) {
        self.site = site
        hasLog = site.me == 2 && !site.node.disk.raftState.isEmpty
        site.node.disk.save(raftState: [1])
    }
    func status() -> (term: Int, isLeader: Bool) { (1, false) }
    func inspect() -> RaftState {
        let length = hasLog ? 1 : 0
        return RaftState(
            role: site.me == 0 ? .candidate : .follower, term: 1, votedFor: site.me == 0 ? 0 : nil, lastIndex: length,
            lastTerm: length, commitIndex: 0)
    }
    func logTerm(at index: Int) -> Int? { hasLog && index == 1 ? 1 : nil }
}

/// Leads, takes commands, and commits none of them.
private actor LeadsAlone: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func start(_ command: [UInt8]) -> Submission {
        site.log.append(command)
        return Submission(index: site.log.count, term: 1, isLeader: site.me == 0)
    }

    func inspect() -> RaftState {
        RaftState(
            role: site.me == 0 ? .leader : .follower, term: 1, votedFor: 0, lastIndex: site.log.count,
            lastTerm: site.log.isEmpty ? 0 : 1, commitIndex: 0)
    }
}
