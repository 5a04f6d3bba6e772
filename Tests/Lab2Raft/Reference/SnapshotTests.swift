import LabKit
import XCTest

@testable import Lab2Raft

/// Section 7: a snapshot takes the place of a first part of the log.
final class SnapshotTests: XCTestCase {
    /// A follower whose service has applied so many entries.
    private func follower(log terms: [Int], applied count: Int) -> RaftCore {
        var core = RaftCore.follower(term: terms.last ?? 0, log: terms)
        _ = core.answer(heartbeat(term: core.term, previous: terms.count, of: terms.last ?? 0, commit: count))
        XCTAssertEqual(core.applyAll().count, count)
        return core
    }

    private func install(term: Int, index: Int, of entryTerm: Int) -> InstallSnapshot {
        InstallSnapshot(term: term, leaderID: 1, lastIncludedIndex: index, lastIncludedTerm: entryTerm, data: [])
    }

    func testCompactionKeepsIndexesAndTerms() {
        var core = follower(log: [1, 1, 2, 2, 3], applied: 4)
        XCTAssertTrue(core.compact(upTo: 3))
        XCTAssertEqual(core.log.terms, [2, 3])
        XCTAssertEqual(core.log.lastIndex, 5)
        XCTAssertEqual(core.log.term(at: 3), 2)
        XCTAssertEqual(core.log.term(at: 4), 2)
        XCTAssertNil(core.log.term(at: 2))
        XCTAssertFalse(core.compact(upTo: 3), "the same again")
        XCTAssertFalse(core.compact(upTo: 2), "an older one")
        XCTAssertFalse(core.compact(upTo: 5), "what the service has not applied")
        XCTAssertEqual(core.log.snapshotIndex, 3)
    }

    func testARestartBeginsAtTheSnapshot() {
        var core = follower(log: [1, 1, 2], applied: 3)
        XCTAssertTrue(core.compact(upTo: 2))
        var restarted = RaftCore(me: 0, peerCount: 3, restored: core.persistent)
        XCTAssertEqual(restarted.commitIndex, 2)
        XCTAssertEqual(restarted.nextToApply(), .snapshot(index: 2, term: 1))
        XCTAssertNil(restarted.nextToApply())
    }

    /// Figure 13, step 6: entries behind the snapshot are kept if the log has its last entry.
    func testInstallKeepsTheSuffixOrDiscardsAll() {
        var same = RaftCore.follower(term: 3, log: [1, 1, 3])
        XCTAssertTrue(same.answer(install(term: 3, index: 2, of: 1)).isNew)
        XCTAssertEqual(same.log.terms, [3])
        XCTAssertEqual(same.commitIndex, 2)
        var other = RaftCore.follower(term: 3, log: [1, 1, 1])
        XCTAssertTrue(other.answer(install(term: 3, index: 2, of: 2)).isNew)
        XCTAssertEqual(other.log.terms, [])
        XCTAssertEqual(other.log.lastTerm, 2)
        var short = RaftCore.follower(term: 3, log: [1])
        XCTAssertTrue(short.answer(install(term: 3, index: 7, of: 2)).isNew)
        XCTAssertEqual(short.log.lastIndex, 7)
        XCTAssertEqual(short.nextToApply(), .snapshot(index: 7, term: 2))
    }

    func testAnOldSnapshotChangesNothing() {
        var core = follower(log: [1, 1, 2], applied: 3)
        let before = core.persistent
        let late = core.answer(install(term: 2, index: 3, of: 2))
        XCTAssertTrue(late.isFromLeader)
        XCTAssertFalse(late.isNew)
        let deposed = core.answer(install(term: 1, index: 9, of: 1))
        XCTAssertFalse(deposed.isFromLeader)
        XCTAssertFalse(deposed.isNew)
        XCTAssertEqual(deposed.reply.term, 2)
        XCTAssertEqual(core.persistent, before)
    }

    /// A request whose entries begin before the snapshot brings what is committed, and then perhaps something new.
    func testEntriesFromBeforeTheSnapshot() {
        var core = follower(log: [1, 1, 2], applied: 3)
        XCTAssertTrue(core.compact(upTo: 3))
        let (reply, _) = core.answer(appendRequest(term: 2, previous: 1, of: 1, terms: [1, 2, 2]))
        XCTAssertTrue(reply.success)
        XCTAssertEqual(core.log.terms, [2])
        XCTAssertEqual(core.log.lastIndex, 4)
        let (all, _) = core.answer(appendRequest(term: 2, terms: [1, 1]))
        XCTAssertTrue(all.success)
        XCTAssertEqual(core.log.lastIndex, 4)
    }

    func testALeaderSendsItsSnapshotToWhoLacksWhatItReplaced() {
        var core = RaftCore.leader(term: 2, log: [])
        for number in 1...4 { XCTAssertEqual(core.append([UInt8(number)]), number) }
        core.receiveSuccess(upTo: 4, from: 1)
        XCTAssertEqual(core.applyAll(), [1, 2, 3, 4])
        XCTAssertTrue(core.compact(upTo: 3))
        XCTAssertNil(core.appendEntries(for: 2))
        let request = core.installSnapshot(for: 2, data: [7])
        XCTAssertEqual(request?.lastIncludedIndex, 3)
        XCTAssertEqual(request?.lastIncludedTerm, 2)
        XCTAssertEqual(request?.data, [7])
        XCTAssertNil(core.installSnapshot(for: 1, data: [7]), "it lacks nothing")
        core.receive(InstallSnapshot.Reply(term: 2), to: request!, from: 2)
        XCTAssertEqual(core.appendEntries(for: 2)?.prevLogIndex, 3)
        XCTAssertEqual(core.progress(of: 2)?.matchIndex, 3)
    }

    func testASnapshotAndTheStateWithoutItsEntriesAreSavedAtOnce() {
        let platform = MemoryPlatform()
        var durable = DurableCore(me: 0, peerCount: 3, disk: Node(platform: platform).disk)
        durable.step { _ = $0.answer(appendRequest(term: 1, terms: [1, 1, 1])) }
        durable.step { _ = $0.answer(heartbeat(term: 1, previous: 3, of: 1, commit: 3)) }
        durable.step { _ = $0.applyAll() }
        let saves = platform.saves
        XCTAssertTrue(durable.step(snapshot: [5], if: { $0 }) { $0.compact(upTo: 2) })
        XCTAssertEqual(platform.saves, saves + 1)
        XCTAssertEqual(Node(platform: platform).disk.snapshot, [5])
        XCTAssertFalse(durable.step(snapshot: [6], if: { $0 }) { $0.compact(upTo: 2) })
        XCTAssertEqual(Node(platform: platform).disk.snapshot, [5], "an older one is not saved")
    }
}
