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
}
