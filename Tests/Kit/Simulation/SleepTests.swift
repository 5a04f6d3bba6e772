import Simulation
import XCTest

final class SleepTests: XCTestCase {
    func testSleepersWakeInOrderOfTheirDeadlines() throws {
        let notes = Notes()
        try simulate { _, machine in
            for seconds in [3, 1, 2] {
                machine.spawn {
                    try? await machine.sleep(for: .seconds(seconds))
                    notes.add("\(machine.localTime)")
                }
            }
            try await machine.sleep(for: .seconds(10))
        }
        XCTAssertEqual(notes.lines, ["1.000000 s", "2.000000 s", "3.000000 s"])
    }

    /// A deadline that is past is no error, but others get their turn.
    func testAPastDeadlineLetsOthersRun() throws {
        try simulate { simulator, machine in
            try await machine.sleep(for: .seconds(1))
            let notes = Notes()
            machine.spawn { notes.add("other") }
            try await machine.sleep(until: .zero)
            XCTAssertEqual(notes.lines, ["other"])
            XCTAssertEqual(simulator.now, .zero + .seconds(1))
        }
    }

    func testCancellationEndsASleepAtOnce() throws {
        try simulate { simulator, machine in
            let sleeper = Task { try await machine.sleep(for: .seconds(100)) }
            try await machine.sleep(for: .seconds(1))
            sleeper.cancel()
            guard case .failure(let error) = await sleeper.result else { return XCTFail("the sleep went through") }
            XCTAssertTrue(error is CancellationError)
            XCTAssertEqual(simulator.now, .zero + .seconds(1))
        }
    }

    func testACancelledTaskDoesNotFallAsleep() throws {
        try simulate { simulator, machine in
            let sleeper = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await machine.sleep(for: .seconds(100))
            }
            guard case .failure(let error) = await sleeper.result else { return XCTFail("the sleep went through") }
            XCTAssertTrue(error is CancellationError)
            XCTAssertEqual(simulator.now, .zero)
        }
    }

    /// The timer of a cancelled sleep still goes off, and must wake nobody.
    func testTheTimerOfACancelledSleepIsHarmless() throws {
        try simulate { simulator, machine in
            let sleeper = Task { try await machine.sleep(for: .seconds(5)) }
            try await machine.sleep(for: .seconds(1))
            sleeper.cancel()
            try await machine.sleep(for: .seconds(10))
            XCTAssertEqual(simulator.now, .zero + .seconds(11))
        }
    }
}
