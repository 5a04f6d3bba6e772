import LabRPC
import Simulation
import XCTest

/// Messages that arrive many at a time.
final class ArrivalTests: XCTestCase {
    func testMessagesArriveAtWholeMultiples() throws {
        try Fixture.run { fixture in
            fixture.network.conditions.arrivalInterval = .milliseconds(20)
            fixture.boot(1, Server { $0 })
            for expected in [40, 80] {
                let reply = await fixture.call(1)
                XCTAssertNotNil(reply)
                XCTAssertEqual(fixture.now, .zero + .milliseconds(expected))
                try await fixture.sleep(for: .microseconds(300))
            }
        }
    }

    /// What arrives at one instant takes turns wherever it awaits something.
    func testHandlersOfOneInstantInterleave() throws {
        var hasInterleaved = false
        for seed in 1...20 as ClosedRange<UInt64> {
            let log = Log()
            try Fixture.run(seed: seed) { fixture in
                fixture.network.conditions.arrivalInterval = .milliseconds(20)
                fixture.boot(
                    1,
                    Server {
                        log.lines.append("begin")
                        await Task.yield()
                        log.lines.append("end")
                        return $0
                    })
                async let first = fixture.call(1)
                async let second = fixture.call(1)
                _ = await (first, second)
            }
            XCTAssertEqual(log.lines.count, 4)
            if log.lines == ["begin", "begin", "end", "end"] { hasInterleaved = true }
        }
        XCTAssert(hasInterleaved)
    }
}

private final class Log: @unchecked Sendable {
    // @unchecked: used on the run's thread only.
    var lines: [String] = []
}
