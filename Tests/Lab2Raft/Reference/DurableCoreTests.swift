import LabKit
import XCTest

@testable import Lab2Raft

/// Figure 2, "Persistent state on all servers: updated on stable storage before responding to RPCs".
final class DurableCoreTests: XCTestCase {
    /// Whatever a rule changes is on the disk when its result is out: a server that crashes at any moment comes back
    /// with all that others may know of.
    func testEveryChangeIsSavedBeforeTheResultIsOut() {
        let rules: [(name: String, rule: (inout RaftCore) -> Void)] = [
            ("a candidacy", { _ = $0.startElection() }),
            ("a vote", { _ = $0.answer(voteRequest(term: 2, lastIndex: 9, lastTerm: 2)) }),
            ("a newer term in a request that is refused", { _ = $0.answer(voteRequest(term: 3)) }),
            ("a newer term in a heartbeat", { _ = $0.answer(heartbeat(term: 4)) }),
            ("entries", { _ = $0.answer(appendRequest(term: 4, terms: [3, 4])) }),
            ("entries in place of others", { _ = $0.answer(appendRequest(term: 5, terms: [3, 5])) }),
            ("another candidacy", { _ = $0.startElection() }),
            ("a newer term in a vote", { $0.receiveVote(from: 1, granted: false, askedIn: 7) }),
            ("a third candidacy", { _ = $0.startElection() }),
            (
                "its election, then a command",
                {
                    $0.receiveVote(from: 1)
                    _ = $0.append([1])
                }
            ),
            (
                "a newer term in an answer",
                { $0.receive(AppendEntries.Reply(term: 9, success: false), to: heartbeat(term: 8), from: 1) }
            ),
        ]
        let platform = MemoryPlatform()
        let node = Node(platform: platform)
        var durable = DurableCore(me: 0, peerCount: 3, disk: node.disk)
        for (name, rule) in rules {
            let before = durable.core.persistent
            durable.step(rule)
            XCTAssertNotEqual(durable.core.persistent, before, name)
            let restarted = DurableCore(me: 0, peerCount: 3, disk: node.disk)
            XCTAssertEqual(restarted.core.persistent, durable.core.persistent, name)
        }
        XCTAssertEqual(platform.saves, rules.count, "one save for each rule")
    }

    /// The other direction: what changes nothing that must survive is not saved. A disk is slow, and heartbeats are
    /// frequent.
    func testNothingIsSavedWithoutNeed() {
        let platform = MemoryPlatform()
        var durable = DurableCore(me: 0, peerCount: 3, disk: Node(platform: platform).disk)
        durable.step { _ = $0.answer(appendRequest(term: 4, terms: [4])) }
        durable.step { _ = $0.answer(voteRequest(term: 4, lastIndex: 1, lastTerm: 4)) }
        XCTAssertEqual(platform.saves, 2)
        durable.step { _ = $0.answer(appendRequest(term: 4, terms: [4])) }
        durable.step { _ = $0.answer(heartbeat(term: 4, previous: 1, of: 4, commit: 1)) }
        durable.step { _ = $0.answer(heartbeat(term: 4, previous: 2, of: 4)) }
        durable.step { _ = $0.answer(heartbeat(term: 3)) }
        durable.step { _ = $0.answer(voteRequest(term: 4, lastIndex: 1, lastTerm: 4)) }
        durable.step { _ = $0.answer(voteRequest(term: 4, from: 2, lastIndex: 1, lastTerm: 4)) }
        durable.step { _ = $0.nextToApply() }
        durable.step { _ = $0.append([1]) }
        XCTAssertEqual(platform.saves, 2)
    }

    /// On a new disk a server begins in term 0, without a vote, with an empty log (Figure 2).
    func testNewDisk() {
        let durable = DurableCore(me: 0, peerCount: 3, disk: Node(platform: MemoryPlatform()).disk)
        XCTAssertEqual(durable.core.persistent, RaftCore.PersistentState(currentTerm: 0, votedFor: nil, log: Log()))
    }
}
