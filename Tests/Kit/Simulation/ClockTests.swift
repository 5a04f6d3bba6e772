import Simulation
import XCTest

final class ClockTests: XCTestCase {
    func testAnHourTakesMilliseconds() throws {
        let start = ContinuousClock.now
        let simulator = try simulate { _, machine in
            for _ in 0..<60 { try await machine.sleep(for: .minutes(1)) }
        }
        XCTAssertEqual(simulator.now, .zero + .minutes(60))
        XCTAssertLessThan(ContinuousClock.now - start, .seconds(1))
    }

    func testTimeStandsStillWhileCodeRuns() throws {
        try simulate { simulator, machine in
            try await machine.sleep(for: .milliseconds(7))
            for _ in 0..<1000 { await Task.yield() }
            XCTAssertEqual(simulator.now, .zero + .milliseconds(7))
        }
    }

    func testAFastClockGains() throws {
        try assertSleep(of: .seconds(101), onClockOfRate: 1.01, takes: .seconds(100))
    }

    func testASlowClockLoses() throws {
        try assertSleep(of: .seconds(99), onClockOfRate: 0.99, takes: .seconds(100))
    }

    private func assertSleep(of duration: Duration, onClockOfRate rate: Double, takes expected: Duration) throws {
        let simulator = Simulator(seed: 1)
        let machine = simulator.boot(number: 0, name: "S0", clockRate: rate)
        try simulator.run(on: machine) {
            try await machine.sleep(for: duration)
            XCTAssertEqual(machine.localTime.seconds, (VirtualTime.zero + duration).seconds, accuracy: 1e-6)
        }
        XCTAssertEqual(simulator.now.seconds, (VirtualTime.zero + expected).seconds, accuracy: 1e-6)
    }

    /// Whoever sleeps until a deadline and then looks at the clock must find the deadline reached, or a loop around it
    /// would never end.
    func testNobodyWakesBeforeTheDeadline() {
        let simulator = Simulator(seed: 1)
        var generator = SeededGenerator(seed: 9)
        for number in 0..<200 {
            let rate = 0.95 + Double(generator.next(below: 100_001)) / 1_000_000
            let machine = simulator.boot(number: number, name: "S", clockRate: rate)
            var early = 0
            for _ in 0..<1000 {
                // Just below a power of two, where floating-point numbers round worst.
                let deadline = (1 << 41) - generator.next(below: 1 << 36)
                let wakingUp = machine.trueTime(ofLocal: VirtualTime(nanoseconds: deadline))
                if UInt64(Double(wakingUp.nanoseconds) * rate) < deadline { early += 1 }
            }
            XCTAssertEqual(early, 0, "clock rate \(rate)")
        }
    }

    func testTheEndOfTimeIsFarOnEveryClock() {
        let simulator = Simulator(seed: 1)
        for rate in [0.99, 1, 1.01] {
            let machine = simulator.boot(number: 0, name: "S", clockRate: rate)
            let end = machine.trueTime(ofLocal: VirtualTime(nanoseconds: .max))
            XCTAssertGreaterThan(end, .zero + .seconds(1_000_000_000))
        }
    }
}
