import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// The rules about what is applied, which hold in every run without a scenario asking.
final class AppliedLogTests: XCTestCase {
    func testAppliedTwice() {
        assertFails(
            AppliesTwice.self, "applyOrder", nodes: [1], term: 1, index: 1,
            says: ["S1 applied index 1 after everything up to 1, so 2 was next", "raised before the next await"]
        ) { try await $0.agree(on: "abc", servers: 3, retry: false) }
    }

    func testAppliedWhileTheServiceIsBusy() {
        let failures = (1...20 as ClosedRange<UInt64>).compactMap { seed in
            runOnce(AppliesAtOnce.self, seed: seed) { cluster in
                for number in 0..<40 { _ = cluster.submit("\(number)", to: 0) }
                try await cluster.sleep(for: .seconds(1))
            }.failure
        }
        // With half of the seeds the service takes its time.
        XCTAssertGreaterThan(failures.count, 2)
        for failure in failures {
            XCTAssertEqual(failure.kind, .applyOrder)
            XCTAssert(failure.message.contains("while the service was still busy with the entry before"))
            XCTAssertEqual(failure.question?.contains("each call of apply awaited before the next"), true)
        }
    }

    func testAGap() {
        assertFails(
            LeavesAGap.self, "applyOrder", nodes: [2], term: 1, index: 2,
            says: ["S2 applied index 2 before anything else since it started, so 1 was next", "where did the others"]
        ) { try await $0.agree(on: "abc", servers: 3, retry: false) }
    }

    func testDifferentCommandsAtOneIndex() {
        let results = (1...5 as ClosedRange<UInt64>).compactMap { seed in
            runOnce(AppliesItsOwn.self, seed: seed) { try await $0.agree(on: "abc", servers: 3, retry: false) }.failure
        }
        XCTAssertEqual(results.count, 5)
        for failure in results {
            XCTAssertEqual(failure.kind, .applyMismatch)
            XCTAssertEqual(failure.index, 1)
            XCTAssertEqual(failure.term, 1)
            let (first, second) = (failure.nodes[0], failure.nodes[1])
            let words =
                "S\(second) applied 'mine, S\(second)' at index 1, where S\(first) had applied 'mine, S\(first)'"
            XCTAssert(failure.message.hasPrefix(words), failure.message)
            XCTAssert(failure.message.contains("State Machine Safety (Figure 3"), failure.message)
        }
    }

    func testARestartedServerAppliesEverythingAgain() throws {
        var log = AppliedLog(servers: 2)
        try log.apply(command("a", at: 1), on: 0)
        try log.apply(command("b", at: 2), on: 0)
        log.serverDidStart(0)
        try log.apply(command("a", at: 1), on: 0)
        XCTAssertThrowsError(try log.apply(command("x", at: 2), on: 0)) {
            guard let failure = $0 as? LabFailure else { return XCTFail("\($0)") }
            XCTAssertEqual(failure.kind, .applyMismatch)
            XCTAssertEqual(failure.nodes, [0])
            let words = "S0 applied 'x' at index 2, where it had itself, before a restart, applied 'b'."
            XCTAssert(failure.message.hasPrefix(words), failure.message)
        }
        XCTAssertEqual(log.lastIndex, 2)
        XCTAssertEqual(log.count(at: 2), 1)
    }

    func testARestartedServerOfAClusterBeginsWithIndexOne() {
        assertPasses(Good.self) { cluster in
            try await cluster.agree(on: "a", servers: 3, retry: false)
            cluster.restart(1)
            try await cluster.agree(on: "b", servers: 3, retry: false)
        }
    }

    func testServersAreCountedOnce() throws {
        var log = AppliedLog(servers: 3)
        for server in [0, 2] { try log.apply(command("a", at: 1), on: server) }
        log.serverDidStart(2)
        try log.apply(command("a", at: 1), on: 2)
        XCTAssertEqual(log.count(at: 1), 2)
        XCTAssertEqual(log.count(at: 2), 0)
        XCTAssertEqual(log.command(at: 1), Array("a".utf8))
        XCTAssertNil(log.command(at: 2))
    }

    func testSnapshotsAreRefused() throws {
        var log = AppliedLog(servers: 1)
        XCTAssertThrowsError(try log.apply(.snapshot(index: 5, term: 1, bytes: []), on: 0)) { error in
            let failure = error as? LabFailure
            XCTAssertEqual(failure?.kind, .misuse)
            XCTAssert(failure?.message.contains("S0 applied a snapshot up to index 5, but Lab 2 has no") == true)
        }
    }

    private func command(_ text: String, at index: Int) -> ApplyMessage {
        .command(index: index, term: 1, bytes: Array(text.utf8))
    }
}

/// S1 applies every entry twice.
private actor AppliesTwice: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func receive(_ copy: CopyLog) async {
        await apply(copy.log[0], at: 1)
        if site.me == 1 { await apply(copy.log[0], at: 1) }
    }
}

/// Doesn't ask whether it is applying already.
private actor AppliesAtOnce: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func receive(_ copy: CopyLog) async {
        if copy.log.count > site.log.count { site.log = copy.log }
        while site.applied < copy.log.count { await applyNext() }
    }
}

/// S2 begins with index 2.
private actor LeavesAGap: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func receive(_ copy: CopyLog) async { await apply(copy.log[0], at: site.me == 2 ? 2 : 1) }
}

/// Every server applies a command of its own.
private actor AppliesItsOwn: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func receive(_ copy: CopyLog) async { await apply(Array("mine, S\(site.me)".utf8), at: 1) }
}
