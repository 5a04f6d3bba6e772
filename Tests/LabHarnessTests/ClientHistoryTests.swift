import Simulation
import XCTest

@testable import LabHarness

final class ClientHistoryTests: XCTestCase {
    func testWhoStillWaits() {
        var history = ClientHistory()
        let put = history.begin(.put(key: "x", value: "a"), by: 0, at: .zero)
        _ = history.begin(.append(key: "x", value: "b"), by: 1, at: .zero + .seconds(1))
        history.end(put, .done, at: .zero + .seconds(2))
        _ = history.begin(.get(key: "x"), by: 0, at: .zero + .milliseconds(2500))
        XCTAssertEqual(
            history.unanswered,
            ["client 0 has waited since 2.5 s: get(x) → ?", "client 1 has waited since 1.0 s: append(x, \"b\") → ?"])
    }

    /// A client that restarts is another one in the history, but the report is about its machine.
    func testWhoAfterARestart() {
        var history = ClientHistory()
        history.setMachine(of: 0, to: 0)
        history.setMachine(of: 1, to: 0)
        let put = history.begin(.put(key: "x", value: "a"), by: 0, at: .zero)
        history.end(put, .done, at: .zero + .seconds(1))
        let get = history.begin(.get(key: "x"), by: 1, at: .zero + .seconds(2))
        history.end(get, .value(""), at: .zero + .seconds(3))
        XCTAssertEqual(history.failure()?.nodes, [World.firstClientNumber])
    }
}
