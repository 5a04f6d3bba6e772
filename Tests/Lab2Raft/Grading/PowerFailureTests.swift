import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// A server that loses its power right after a save keeps that save, and nothing later.
final class PowerFailureTests: XCTestCase {
    func testWhatIsSavedLaterInTheSameStepIsLost() {
        let findings = Findings<Int>()
        assertPasses(SavesTwice.self, servers: 1) { cluster in
            cluster.nemesis.crashAfterSave = 1
            cluster.nemesis.longestOutage = .milliseconds(5)
            _ = cluster.submit("save", to: 0)
            try await cluster.sleep(for: .milliseconds(100))
            findings.values = [cluster.raftStateSize(of: 0), cluster.snapshotSize(of: 0)]
        }
        XCTAssertEqual(findings.values, [1, 0], "the first save only")
    }

    func testWithoutItBothAreThere() {
        let findings = Findings<Int>()
        assertPasses(SavesTwice.self, servers: 1) { cluster in
            _ = cluster.submit("save", to: 0)
            try await cluster.sleep(for: .milliseconds(100))
            findings.values = [cluster.raftStateSize(of: 0), cluster.snapshotSize(of: 0)]
        }
        XCTAssertEqual(findings.values, [2, 3])
    }

    /// A server whose power fails at a save has not answered: the reply that the rest of the step would send is neither sent
    /// nor counted, and what it would apply is not applied.
    func testWithoutPowerNothingLeavesTheMachine() {
        let findings = Findings<Int>()
        let result = runOnce(SavesBeforeItAnswers.self, servers: 2) { cluster in
            cluster.nemesis.crashAfterSave = 1
            cluster.nemesis.longestOutage = .milliseconds(5)
            _ = cluster.submit("ask", to: 0)
            try await cluster.sleep(for: .seconds(1))
            let traffic = cluster.world.network.traffic
            findings.values = [
                traffic.calls, traffic.requestsReceived[1], cluster.inspect(0)!.commitIndex,
                cluster.committedCount(at: 1),
                cluster.raftStateSize(of: 1),
            ]
        }
        XCTAssertNil(result.failure)
        XCTAssertEqual(findings.values, [1, 0, 0, 0, 1], "one request, of which S1 in its next life knows nothing")
    }

    func testWhoLosesItsPowerInStartAnswersNothing() {
        let findings = Findings<Int>()
        assertPasses(SavesInStart.self, servers: 1) { cluster in
            cluster.nemesis.crashAfterSave = 1
            XCTAssertNil(cluster.submit("save", to: 0))
            try await cluster.sleep(for: .seconds(1))
            findings.values = [cluster.world.network.traffic.calls, cluster.raftStateSize(of: 0)]
        }
        XCTAssertEqual(findings.values, [0, 1])
    }
}

/// Saves its state, and then state and snapshot.
private actor SavesTwice: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func start(_ command: [UInt8]) -> Submission {
        Task {
            node.disk.save(raftState: [1])
            node.disk.save(raftState: [1, 2], snapshot: [1, 2, 3])
        }
        return Submission(index: 1, term: 1, isLeader: true)
    }
}

/// S0 asks S1, which saves and applies something before it answers. The commit index counts answers.
private actor SavesBeforeItAnswers: Stub {
    let site: Site
    private var answers = 0
    init(_ site: Site) { self.site = site }

    func start(_ command: [UInt8]) -> Submission {
        Task { if await site.peers[1].call(CopyLog(log: [command])) != nil { answers += 1 } }
        return Submission(index: 1, term: 1, isLeader: true)
    }

    func receive(_ copy: CopyLog) async {
        node.disk.save(raftState: [1])
        await apply(copy.log[0], at: 1)
    }

    func inspect() -> RaftState {
        RaftState(role: .follower, term: 1, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: answers)
    }
}

/// Saves in the middle of `start`, and then tells others.
private actor SavesInStart: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func start(_ command: [UInt8]) -> Submission {
        node.disk.save(raftState: [1])
        return append(command)
    }
}
