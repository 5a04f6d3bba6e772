import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// What a scenario does to the network.
final class NetworkTests: XCTestCase {
    func testAllTalkAtFirst() {
        assertPasses(Caller.self) { cluster in
            for from in 0..<3 {
                for to in 0..<3 {
                    let outcome = try await cluster.call(from: from, to: to)
                    XCTAssertEqual(outcome, Outcome(isHeard: true, isAnswered: true), "\(from) to \(to)")
                }
            }
        }
    }

    func testDisconnectCutsBothWaysAndConnectMends() {
        assertPasses(Caller.self) { cluster in
            cluster.disconnect(1)
            for (from, to) in [(0, 1), (1, 0), (1, 1)] {
                let outcome = try await cluster.call(from: from, to: to)
                XCTAssertEqual(outcome, Outcome(isHeard: false, isAnswered: false), "\(from) to \(to)")
            }
            let others = try await cluster.call(from: 0, to: 2)
            XCTAssertTrue(others.isAnswered)
            cluster.connect(1)
            let mended = try await cluster.call(from: 0, to: 1)
            XCTAssertTrue(mended.isAnswered)
        }
    }

    func testConnectDoesNotReachThoseStillCutOff() {
        assertPasses(Caller.self) { cluster in
            cluster.disconnect(0)
            cluster.disconnect(1)
            cluster.connect(1)
            let outcome = try await cluster.call(from: 1, to: 0)
            XCTAssertFalse(outcome.isHeard)
        }
    }

    func testPartition() {
        assertPasses(Caller.self, servers: 5) { cluster in
            cluster.partition([[0, 1], [2, 3]])
            for from in 0..<5 {
                for to in 0..<5 {
                    let outcome = try await cluster.call(from: from, to: to)
                    let isTogether = from / 2 == to / 2 && from < 4
                    XCTAssertEqual(outcome.isAnswered, isTogether, "\(from) to \(to)")
                }
            }
        }
    }

    /// What a scenario cut stays cut until it heals, whatever it does to servers meanwhile.
    func testPartitionsAndCutsOutlastRestarts() {
        assertPasses(Caller.self, servers: 5) { cluster in
            cluster.partition([[0, 1, 2], [3, 4]])
            cluster.setLink(from: 0, to: 1, isUp: false)
            cluster.restart(0)
            cluster.disconnect(3)
            cluster.connect(3)
            for (from, to, isUp) in [(0, 3, false), (3, 1, false), (0, 1, false), (3, 4, true), (0, 2, true)] {
                let outcome = try await cluster.call(from: from, to: to)
                XCTAssertEqual(outcome.isAnswered, isUp, "\(from) to \(to)")
            }
            cluster.disconnect(4)
            cluster.heal()
            for (from, to, isUp) in [(0, 3, true), (0, 1, true), (3, 4, false)] {
                let outcome = try await cluster.call(from: from, to: to)
                XCTAssertEqual(outcome.isAnswered, isUp, "\(from) to \(to)")
            }
        }
    }

    /// A server in two groups reaches both, and they don't reach each other.
    func testABridge() {
        assertPasses(Caller.self) { cluster in
            cluster.partition([[0, 1], [1, 2]])
            for (from, to, isUp) in [(0, 1, true), (1, 2, true), (2, 1, true), (0, 2, false), (2, 0, false)] {
                let outcome = try await cluster.call(from: from, to: to)
                XCTAssertEqual(outcome.isAnswered, isUp, "\(from) to \(to)")
            }
        }
    }

    func testALinkCutOneWay() {
        assertPasses(Caller.self) { cluster in
            cluster.setLink(from: 0, to: 1, isUp: false)
            let there = try await cluster.call(from: 0, to: 1)
            XCTAssertEqual(there, Outcome(isHeard: false, isAnswered: false))
            let back = try await cluster.call(from: 1, to: 0)
            XCTAssertEqual(back, Outcome(isHeard: true, isAnswered: false), "the reply is cut off")
            cluster.setLink(from: 0, to: 1, isUp: true)
            let mended = try await cluster.call(from: 1, to: 0)
            XCTAssertTrue(mended.isAnswered)
        }
    }

    func testAReliableNetworkLosesNothing() {
        XCTAssertEqual(answers(of: 300, isUnreliable: false), 300)
    }

    func testAnUnreliableNetworkLosesAFifth() {
        // 81 % of the round trips succeed.
        XCTAssert((200...280).contains(answers(of: 300, isUnreliable: true)))
    }

    func testLongDelaysAreOnAtFirst() {
        assertPasses(Caller.self) { cluster in
            XCTAssertEqual(cluster.conditions.silence, .zero ... .milliseconds(6999))
        }
    }

    func testConditionsChangeDuringARun() {
        assertPasses(Caller.self, isUnreliable: true) { cluster in
            cluster.conditions.setUnreliable(false)
            for _ in 0..<100 { _ = cluster.submit("1", to: 0) }
            try await cluster.sleep(for: .seconds(10))
            XCTAssertEqual(cluster.inspect(0)?.commitIndex, 100)
        }
    }

    /// How many of so many calls are answered.
    private func answers(of calls: Int, isUnreliable: Bool) -> Int {
        let findings = Findings<Int>()
        assertPasses(Caller.self, isUnreliable: isUnreliable) { cluster in
            for _ in 0..<calls { _ = cluster.submit("1", to: 0) }
            try await cluster.sleep(for: .seconds(10))
            findings.values = [cluster.inspect(0)?.commitIndex ?? 0]
        }
        return findings.values.first ?? 0
    }
}

struct Outcome: Equatable {
    var isHeard: Bool
    var isAnswered: Bool
}

extension RaftCluster<Caller> {
    /// Has one server call another.
    func call(from: Int, to: Int) async throws -> Outcome {
        conditions.setLongDelays(false)
        let (heard, answered) = (inspect(to)!.term, inspect(from)!.commitIndex)
        _ = submit("\(to)", to: from)
        try await sleep(for: .milliseconds(300))
        return Outcome(isHeard: inspect(to)!.term > heard, isAnswered: inspect(from)!.commitIndex > answered)
    }
}

/// `start("2")` calls S2. Its term is how many requests it heard, its commit index how many replies it got.
actor Caller: Stub {
    let site: Site
    var heard = 0
    var answers = 0
    init(_ site: Site) { self.site = site }

    func receive(_ copy: CopyLog) async { heard += 1 }

    func start(_ command: [UInt8]) -> Submission {
        let peer = site.peers[Int(String(decoding: command, as: UTF8.self))!]
        Task { if await peer.call(CopyLog(log: [])) != nil { answers += 1 } }
        return Submission(index: 0, term: 0, isLeader: false)
    }

    func inspect() -> RaftState {
        RaftState(role: .follower, term: heard, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: answers)
    }
}
