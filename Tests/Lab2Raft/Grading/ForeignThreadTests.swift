import Foundation
import LabKit
import XCTest

/// Whatever lab code asks of the kit on another thread than the run's ends the run: no seed can repeat the moment.
///
/// Each test asks for one thing only, so that it fails without the guard of just that thing.
final class ForeignThreadTests: XCTestCase {
    func testReadingTheDisk() {
        assertIsForeign { _ = $0.node.disk.raftState }
        assertIsForeign { _ = $0.node.disk.snapshot }
        assertIsForeign { _ = $0.node.disk.load(Int.self) }
    }

    func testSavingToTheDisk() {
        // Both blocks, because a save of one reads the other.
        assertIsForeign { $0.node.disk.save(raftState: [1], snapshot: [2]) }
    }

    func testLogging() {
        assertIsForeign { $0.node.log("from elsewhere") }
    }

    func testTheTime() {
        assertIsForeign { _ = $0.node.clock.now }
    }

    func testARandomNumber() {
        assertIsForeign { _ = $0.node.random.next() }
    }

    func testServing() {
        assertIsForeign { $0.node.serve(CopyLog.self) { _ in nil } }
    }

    func testCalling() {
        assertIsForeign { _ = await $0.peers[0].call(CopyLog(log: [])) }
    }

    /// The request can't be encoded, so the call ends before the network sees it.
    func testMisuse() {
        assertIsForeign { _ = await $0.peers[0].call(Impossible()) }
    }

    func testApplying() {
        assertIsForeign { await $0.apply(.command(index: 1, term: 1, bytes: [1])) }
    }

    /// A refused save leaves the disk as it was.
    func testNothingIsSaved() {
        let saved = Findings<[UInt8]>()
        UsesAThread.work = { $0.node.disk.save(raftState: [1], snapshot: []) }
        UsesAThread.afterwards = { saved.values.append($0.node.disk.raftState) }
        defer { UsesAThread.reset() }
        _ = runOnce(UsesAThread.self) { try await $0.sleep(for: .seconds(10)) }
        XCTAssertEqual(saved.values, [[]])
    }

    private func assertIsForeign(
        file: StaticString = #filePath, line: UInt = #line, _ work: @escaping @Sendable (Site) async -> Void
    ) {
        UsesAThread.work = work
        defer { UsesAThread.reset() }
        assertFails(
            UsesAThread.self, "foreignThread", nodes: [1],
            says: [
                "work for S1 arrived from another thread at about 1.000000 s: lab code must not use DispatchQueue, "
                    + "Thread, real timers or real I/O, because no seed can repeat them. Use Task and node.clock instead."
            ],
            file: file, line: line
        ) { try await $0.sleep(for: .seconds(10)) }
    }
}

/// S1 lets a thread of the system work for it after a second, and holds up virtual time until that is done.
private actor UsesAThread: Stub {
    nonisolated(unsafe) static var work: @Sendable (Site) async -> Void = { _ in }
    nonisolated(unsafe) static var afterwards: @Sendable (Site) -> Void = { _ in }
    let site: Site
    init(_ site: Site) { self.site = site }

    static func reset() {
        work = { _ in }
        afterwards = { _ in }
    }

    func run() async throws {
        guard site.me == 1 else { return }
        try await node.clock.sleep(for: .seconds(1))
        Self.onAThread(Self.work, site)
        Self.afterwards(site)
    }

    private static func onAThread(_ work: @escaping @Sendable (Site) async -> Void, _ site: Site) {
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            Task.detached {
                await work(site)
                done.signal()
            }
        }
        done.wait()
    }
}
