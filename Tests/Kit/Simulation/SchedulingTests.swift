import XCTest

@testable import Simulation

final class SchedulingTests: XCTestCase {
    /// The order in which six tasks, ready at once, take three turns each.
    private func interleaving(seed: UInt64) throws -> [String] {
        let notes = Notes()
        try simulate(seed: seed) { _, machine in
            for name in ["a", "b", "c", "d", "e", "f"] {
                machine.spawn {
                    for _ in 0..<3 {
                        notes.add(name)
                        await Task.yield()
                    }
                }
            }
            try await machine.sleep(for: .seconds(1))
        }
        return notes.lines
    }

    func testTheSameSeedGivesTheSameInterleaving() throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            XCTAssertEqual(try interleaving(seed: seed), try interleaving(seed: seed))
        }
    }

    func testSeedsGiveDifferentInterleavings() throws {
        XCTAssertGreaterThan(Set(try (1...20).map { try interleaving(seed: $0) }).count, 18)
    }

    /// Each of six ready tasks comes first about as often as any other.
    func testEveryReadyTaskMayComeFirst() throws {
        var firsts: [String: Int] = [:]
        for seed in 1...600 as ClosedRange<UInt64> { firsts[try interleaving(seed: seed)[0], default: 0] += 1 }
        XCTAssertEqual(firsts.count, 6)
        for (name, count) in firsts { XCTAssertTrue((60...150).contains(count), "\(name) came first \(count) times") }
    }

    func testEventsOfOneInstantHappenInOrderOfScheduling() throws {
        final class Marker: Event {
            let notes: Notes
            let label: String
            init(_ notes: Notes, _ label: String) {
                self.notes = notes
                self.label = label
            }
            var machine: Machine? { nil }
            func happen() { notes.add(label) }
        }
        let notes = Notes()
        try simulate { simulator, machine in
            for label in ["c", "a", "b"] { simulator.schedule(Marker(notes, label), at: .zero + .seconds(1)) }
            try await machine.sleep(for: .seconds(2))
            simulator.schedule(Marker(notes, "late"), at: .zero)
            try await machine.sleep(for: .zero)
            XCTAssertEqual(simulator.now, .zero + .seconds(2), "an event for the past happens now")
        }
        XCTAssertEqual(notes.lines, ["c", "a", "b", "late"])
    }

    func testAStepOfNoActorIsLookedAtWhenSomebodyAsks() throws {
        let notes = Notes()
        try simulate { simulator, machine in
            simulator.didStep = { machine, _ in notes.add("look at \(machine.name)") }
            let other = simulator.boot(number: 1, name: "S1")
            for isAsked in [false, true, false] {
                other.spawn { if isAsked { simulator.lookAfterThisStep() } }
                try await machine.sleep(for: .seconds(1))
            }
        }
        XCTAssertEqual(notes.lines, ["look at S1"])
    }

    func testYieldLetsOthersRun() throws {
        try simulate { _, machine in
            let notes = Notes()
            machine.spawn { notes.add("other") }
            XCTAssertEqual(notes.lines, [])
            for _ in 0..<100 { await Task.yield() }
            XCTAssertEqual(notes.lines, ["other"])
        }
    }

    func testEqualSeedsGiveEqualDigests() throws {
        let digests = try (1...20).map { try lively(seed: $0) }
        XCTAssertEqual(digests, try (1...20).map { try lively(seed: $0) })
        XCTAssertEqual(Set(digests).count, 20)
    }

    /// A run in which machines of different speeds work, sleep and crash.
    private func lively(seed: UInt64) throws -> Digest {
        let simulator = try simulate(seed: seed) { simulator, machine in
            for number in 1...5 {
                let other = simulator.boot(number: number, name: "S\(number)", clockRate: 1 + Double(number) / 100)
                for _ in 0..<3 {
                    other.spawn {
                        while !Task.isCancelled { try? await other.sleep(for: .milliseconds(10)) }
                    }
                }
                machine.spawn {
                    try? await machine.sleep(for: .milliseconds(number * 50))
                    other.crash()
                }
            }
            try await machine.sleep(for: .seconds(1))
        }
        return simulator.trace.digest
    }
}
