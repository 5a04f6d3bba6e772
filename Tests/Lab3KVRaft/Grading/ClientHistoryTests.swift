import Simulation
import XCTest

@testable import Harness
import KeyValueClients

final class ClientHistoryTests: XCTestCase {
    /// A client that restarts is another one in the history, but the report is about its machine.
    func testWhoAfterARestart() {
        var history = ClientHistory()
        history.setMachine(of: 0, to: 0)
        history.setMachine(of: 1, to: 0)
        let put = history.begin(.put(key: "x", value: "a"), by: 0, at: .zero)
        history.end(put, .done, at: .zero + .seconds(1))
        let get = history.begin(.get(key: "x"), by: 1, at: .zero + .seconds(2))
        history.end(get, .value(""), at: .zero + .seconds(3))
        // Operations that it has nothing to do with come later.
        let later = history.begin(.get(key: "y"), by: 1, at: .zero + .seconds(4))
        history.end(later, .value(""), at: .zero + .seconds(5))
        let failure = history.failure(question: "Why?", section: "8")
        XCTAssertEqual(failure?.nodes, [0])
        XCTAssertEqual(failure?.question, "Why?")
        XCTAssertEqual(failure?.lastEvent, .zero + .seconds(3))
    }
}
