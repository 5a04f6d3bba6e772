import LabKit
import Synchronization
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// What follows from a seed, and what must not differ.
final class SeedTests: XCTestCase {
    func testEqualSeedsGiveEqualRuns() {
        XCTAssertEqual(digest(Dice.self, seed: 7), digest(Dice.self, seed: 7))
        XCTAssertNotEqual(digest(Dice.self, seed: 7), digest(Dice.self, seed: 8))
    }

    func testEveryServerAndEveryBootHasItsOwnRandomness() {
        let numbers = Findings<UInt64>()
        assertPasses(Dice.self) { cluster in
            for _ in 0..<3 { for server in 0..<3 { numbers.values.append(cluster.firstNumber(of: server)) } }
            cluster.restart(1)
            numbers.values.append(cluster.firstNumber(of: 1))
        }
        XCTAssertEqual(numbers.values.count, 10)
        XCTAssertEqual(Set(numbers.values).count, 10)
    }

    // MARK: - Options

    func testSeedsChooseAmongAllOptions() {
        let texts = Set((1...200).map { Faults(seed: $0).description })
        for latency in ["1.0", "3.0", "10.0"] {
            for clocks in ["true clocks", "clocks within ±0.1 %", "clocks within ±1.0 %"] {
                for service in ["", ", a service that takes up to 2 ms for an entry"] {
                    let text = "reliable network, messages take 0.1 to \(latency) ms, \(clocks)\(service)"
                    XCTAssert(texts.contains(text), text)
                }
            }
        }
        XCTAssertEqual(texts.count, 18)
    }

    func testTheOptionsAreReported() {
        let result = runOnce(Good.self, servers: 5, isUnreliable: true, seed: 3) { _ in }
        var faults = Faults(seed: 3)
        faults.isUnreliable = true
        XCTAssertEqual(result.options, "5 servers, \(faults)")
        XCTAssert(runOnce(Good.self) { _ in }.options.hasPrefix("3 servers, reliable network, messages take"))
    }

    func testMessagesTakeAsLongAsTheSeedSays() {
        for seed in 1...20 as ClosedRange<UInt64> {
            let latency = Faults(seed: seed).latency
            let seconds = Findings<Double>()
            assertPasses(Caller.self, seed: seed) { cluster in
                for _ in 0..<20 {
                    let start = cluster.world.seconds
                    let answers = cluster.inspect(0)!.commitIndex
                    _ = cluster.submit("1", to: 0)
                    while cluster.inspect(0)!.commitIndex == answers { try await cluster.sleep(for: .microseconds(50)) }
                    seconds.values.append(cluster.world.seconds - start)
                }
            }
            let (low, high) = (latency.lowerBound / .seconds(1), latency.upperBound / .seconds(1))
            // There and back, found by looking every 50 µs.
            XCTAssert(seconds.values.allSatisfy { (2 * low...2 * high + 0.0001).contains($0) }, "seed \(seed)")
            XCTAssertGreaterThan(seconds.values.max() ?? 0, high * 0.9, "seed \(seed)")
        }
    }

    func testClocksDriftAsFarAsTheSeedSays() {
        var allRates: Set<Double> = []
        for seed in 1...20 as ClosedRange<UInt64> {
            let drift = Faults(seed: seed).clockDrift
            let rates = Findings<Double>()
            assertPasses(Timekeeper.self, servers: 5, seed: seed) { cluster in
                try await cluster.sleep(for: .seconds(100))
                for server in 0..<5 { rates.values.append(Double(cluster.inspect(server)!.term) / 100e6) }
            }
            XCTAssertEqual(rates.values.count, 5)
            XCTAssert(rates.values.allSatisfy { abs($0 - 1) <= drift + 1e-7 }, "seed \(seed): \(rates.values)")
            guard drift > 0 else { continue }
            XCTAssert(allRates.isDisjoint(with: rates.values), "seed \(seed) repeats another seed's rates")
            allRates.formUnion(rates.values)
            XCTAssertEqual(Set(rates.values).count, 5, "seed \(seed)")
        }
    }

    // MARK: - Nondeterminism

    func testRandomnessWithoutASeed() throws {
        try assertNondeterminism(SystemDice.self)
    }

    func testAStaticCounter() throws {
        try assertNondeterminism(RemembersRuns.self)
    }

    func testAFailureOfEitherRunIsMentioned() throws {
        let failed = runOnce(SystemDice.self) { _ in throw Misfortune.badLuck }
        let passed = runOnce(Dice.self) { try await $0.sleep(for: .seconds(1)) }
        for (first, second) in [(failed, passed), (passed, failed)] {
            let failure = try XCTUnwrap(first.compared(with: second).failure)
            XCTAssertEqual(failure.kind, .nondeterminism)
            XCTAssert(failure.message.hasSuffix("One of the two runs failed: the test itself threw an error: badLuck"))
        }
    }

    private func assertNondeterminism<Raft: RaftPeer>(_ type: Raft.Type, line: UInt = #line) throws {
        let results = (0..<2).map { _ in runOnce(type) { try await $0.sleep(for: .seconds(1)) } }
        XCTAssertNil(results[0].failure, line: line)
        let failure = try XCTUnwrap(results[0].compared(with: results[1]).failure, line: line)
        XCTAssertEqual(failure.kind.rawValue, "nondeterminism", line: line)
        XCTAssertEqual(failure.virtualTime, 1, line: line)
        for word in [
            "two runs of one seed went differently (digests \(results[0].digest) and \(results[1].digest))",
            "Int.random without 'using: &node.random'", "static variables",
        ] {
            XCTAssert(failure.message.contains(word), failure.message, line: line)
        }
    }

    private func digest<Raft: RaftPeer>(_ type: Raft.Type, seed: UInt64) -> String {
        runOnce(type, seed: seed) { try await $0.sleep(for: .seconds(1)) }.digest
    }
}

extension RaftCluster {
    fileprivate func firstNumber(of server: Int) -> UInt64 { UInt64(bitPattern: Int64(inspect(server)!.term)) }
}

/// Draws its numbers from the node.
private actor Dice: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        while true { try await node.clock.sleep(for: node.random.duration(in: .milliseconds(1) ... .milliseconds(9))) }
    }

    func inspect() -> RaftState {
        let number = Int(Int64(bitPattern: node.random.next()))
        return RaftState(role: .follower, term: number, votedFor: nil, lastIndex: 0, lastTerm: 0, commitIndex: 0)
    }
}

/// Draws its numbers from the system.
actor SystemDice: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        while true { try await node.clock.sleep(for: .nanoseconds(Int.random(in: 1_000_000...9_000_000))) }
    }
}

/// Sleeps longer in every run of the process.
private actor RemembersRuns: Stub {
    static let runs = Atomic<Int>(0)
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        let pause = Self.runs.add(1, ordering: .relaxed).newValue
        try await node.clock.sleep(for: .milliseconds(pause))
    }
}

/// Its term is how many microseconds passed on its clock.
private actor Timekeeper: Stub {
    let site: Site
    let begin: NodeClock.Instant

    init(_ site: Site) {
        self.site = site
        begin = site.node.clock.now
    }

    func inspect() -> RaftState {
        let passed = begin.duration(to: node.clock.now)
        return RaftState(
            role: .follower, term: Int(passed / .microseconds(1)), votedFor: nil, lastIndex: 0, lastTerm: 0,
            commitIndex: 0)
    }
}
