import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// The last events that a failed run shows.
final class TraceReportTests: XCTestCase {
    func testEveryKindOfLine() throws {
        let events = lastEvents(about: [0]) { cluster in
            _ = cluster.submit("go", to: 0)
            try await cluster.sleep(for: .milliseconds(20))
            cluster.disconnect(0)
            cluster.crash(0)
        }
        let lines = events.map { $0.drop { $0 != " " }.dropFirst(4) }
        XCTAssertEqual(
            lines,
            [
                "S0 starts", "S0 is connected", "S0 notes: sends 'go'",
                "S1 hears from S0: Greeting(text: \"go\", seen: [])",
                "S0 gets an answer from S1: Greeting → Reply(count: 2)", "S0 is cut off", "S0 crashes",
            ])
    }

    func testLinesBeginWithTheTime() {
        let events = lastEvents(about: [0]) { cluster in
            try await cluster.sleep(for: .milliseconds(1500))
            _ = cluster.submit("go", to: 0)
        }
        XCTAssertEqual(events.dropFirst(2).first, "1.500000 s  S0 notes: sends 'go'")
    }

    func testAnAnswerThatNeverCame() {
        let events = lastEvents(about: [0]) { cluster in
            cluster.disconnect(1)
            _ = cluster.submit("go", to: 0)
            try await cluster.sleep(for: .seconds(10))
        }
        let words = "S0 asks in vain (nobody there) S1: Greeting(text: \"go\", seen: [])"
        XCTAssert(events.last?.hasSuffix(words) == true, "\(events)")
    }

    func testAServerWithoutAHandlerSaysSo() {
        let events = lastEvents(about: [2]) { cluster in
            _ = cluster.submit("to S2", to: 0)
            try await cluster.sleep(for: .seconds(1))
        }
        let words = "S2 notes: no handler for Greeting"
        XCTAssert(events.contains { $0.hasSuffix(words) }, "\(events)")
    }

    func testOnlyEventsOfTheServersNamed() {
        let body: Body<Greeter> = { cluster in
            _ = cluster.submit("go", to: 0)
            try await cluster.sleep(for: .milliseconds(20))
        }
        XCTAssertEqual(lastEvents(about: [2], body).map { $0.dropFirst(12) }, ["S2 starts", "S2 is connected"])
        XCTAssertEqual(lastEvents(about: [], body).first, "0.000000 s  the test starts")
        XCTAssertEqual(lastEvents(about: [], body).count, 10)
    }

    func testOnlyTheLatestEvents() {
        let events = lastEvents(about: [0]) { cluster in
            for number in 0..<100 {
                _ = cluster.submit(String(repeating: "x", count: 100 - number), to: 0)
                try await cluster.sleep(for: .milliseconds(50))
            }
        }
        XCTAssertEqual(events.count, 30)
        XCTAssert(events[29].hasSuffix("S0 gets an answer from S1: Greeting → Reply(count: 1)"), "\(events)")
        XCTAssert(events[28].hasSuffix("S1 hears from S0: Greeting(text: \"x\", seen: [])"), "\(events)")
    }

    func testWhatDiffersInNumbersIsFolded() {
        let events = lastEvents(about: [0]) { cluster in
            for number in 0..<50 {
                _ = cluster.submit("word \(number)", to: 0)
                try await cluster.sleep(for: .milliseconds(50))
            }
        }
        let heard = events.filter { $0.contains("S1 hears from S0") }.map { $0.drop { $0 != " " }.dropFirst(4) }
        XCTAssertEqual(heard.count, 4, "\(events)")
        XCTAssert(heard[0].hasPrefix("S1 hears from S0: Greeting(text: \"word 0\", seen: [])  (and 46 more until 2.30"))
        XCTAssert(heard[0].hasSuffix(" s, with other numbers)"), "\(heard)")
        XCTAssertEqual(heard[1...], (47...49).map { "S1 hears from S0: Greeting(text: \"word \($0)\", seen: [])" }[...])
        // In the order of time, and nothing is left out.
        let times = events.map { $0.prefix { $0 != " " } }
        XCTAssertEqual(times, times.sorted())
        XCTAssertEqual(events.filter { $0.contains(" notes: ") }.count, 4)
        XCTAssertEqual(events.first, "0.000000 s  S0 starts")
    }

    func testAPassShowsNone() {
        XCTAssertEqual(runOnce(Greeter.self) { _ in }.events, [])
    }

    private func lastEvents(about nodes: [Int], _ body: @escaping Body<Greeter>) -> [String] {
        let result = runOnce(Greeter.self) { cluster in
            try await body(cluster)
            throw LabFailure(.testError, nodes: nodes, message: "made up")
        }
        XCTAssertEqual(result.failure?.message, "made up")
        return result.events
    }
}

private struct Greeting: RPC {
    var text: String
    var seen: [Int]
    struct Reply: Codable, Sendable { var count: Int }
}

/// `start` sends the command to S1, or to S2, which has no handler.
private actor Greeter: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        guard site.me < 2 else { return }
        node.serve(Greeting.self) { Greeting.Reply(count: $0.text.count) }
    }

    func start(_ command: [UInt8]) -> Submission {
        let text = String(decoding: command, as: UTF8.self)
        node.log("sends '\(text)'")
        let peer = site.peers[text == "to S2" ? 2 : 1]
        Task { _ = await peer.call(Greeting(text: text, seen: [])) }
        return Submission(index: 0, term: 0, isLeader: false)
    }
}
