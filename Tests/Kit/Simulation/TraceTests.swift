import XCTest

@testable import Simulation

final class TraceTests: XCTestCase {
    private func trace(capacity: Int, notes count: Int) -> Trace {
        let trace = Trace(capacity: capacity)
        for number in 0..<count { trace.record(.note, subject: 0, text: "\(number)") }
        return trace
    }

    func testKeepsTheLatestEventsOldestFirst() {
        for count in [0, 2, 3, 4, 7, 9] {
            let trace = trace(capacity: 3, notes: count)
            XCTAssertEqual(trace.events.map(\.text), (max(0, count - 3)..<count).map { "\($0)" })
            XCTAssertEqual(trace.count, count)
        }
    }

    func testMayKeepNothing() {
        let trace = trace(capacity: 0, notes: 5)
        XCTAssertTrue(trace.events.isEmpty)
        XCTAssertEqual(trace.digest, self.trace(capacity: 10, notes: 5).digest)
    }

    /// The digest covers the whole run, whatever is kept.
    func testDigestDoesNotDependOnCapacity() {
        XCTAssertEqual(trace(capacity: 2, notes: 50).digest, trace(capacity: 100, notes: 50).digest)
        XCTAssertNotEqual(trace(capacity: 2, notes: 50).digest, trace(capacity: 2, notes: 51).digest)
    }

    func testEveryPartOfAnEventIsInTheDigest() {
        func digest(_ body: (Trace) -> Void) -> Digest {
            let trace = Trace(capacity: 1)
            body(trace)
            return trace.digest
        }
        let digests = [
            digest { $0.record(.note, subject: 1) },
            digest { $0.record(.started, subject: 1) },
            digest { $0.record(.note, subject: 2) },
            digest { $0.record(.note, subject: nil) },
            digest { $0.record(.note, subject: 1, object: 0) },
            digest { $0.record(.note, subject: 1, fingerprint: 1) },
            digest { $0.record(.note, subject: 1, text: "x") },
            digest {
                $0.now = .zero + .nanoseconds(1)
                $0.record(.note, subject: 1)
            },
            digest { $0.mixStep(of: 1) },
            digest { $0.mixStep(of: 2) },
        ]
        XCTAssertEqual(Set(digests).count, digests.count)
    }

    /// What ends because the run is over is not part of it.
    func testARunRecordsStartsCrashesAndTimes() throws {
        let simulator = Simulator(seed: 1)
        let machine = simulator.boot(number: 3, name: "S3")
        let other = simulator.boot(number: 4, name: "S4")
        try simulator.run(on: machine) {
            try await machine.sleep(for: .seconds(2))
            simulator.trace.record(.note, subject: 3, text: "awake")
            other.crash()
        }
        let lines = simulator.trace.events.map { "\($0.time) \($0.subject ?? -1) \($0.kind.verb) \($0.text ?? "")" }
        XCTAssertEqual(
            lines,
            [
                "0.000000 s 3 starts ", "0.000000 s 4 starts ", "2.000000 s 3 notes: awake", "2.000000 s 4 crashes ",
            ])
    }
}
