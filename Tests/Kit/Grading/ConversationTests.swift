import Foundation
import XCTest

@testable import Grading

/// What a program does to whoever listens to it.
final class ConversationTests: XCTestCase {
    private func talk(
        _ script: String, order: String = "", patience: Duration = .seconds(20), limit: Duration = .seconds(30)
    ) throws -> (Conversation.Outcome, lines: [String]) {
        var conversation = try Conversation(
            ["sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"], order: Data(order.utf8))
        var lines: [String] = []
        let outcome = conversation.finish(patience: patience, deadline: .now + limit, isGivenUp: { false }) { data in
            lines.append(data.map { String(decoding: $0, as: UTF8.self) } ?? "too long")
            return true
        }
        return (outcome, lines)
    }

    func testItGetsTheOrderAndIsHeard() throws {
        let order = String(repeating: "x", count: 500_000)
        let (outcome, lines) = try talk("wc -c <&3 >&4; echo out; echo err >&2", order: order)
        XCTAssertEqual(lines, ["500000"])
        XCTAssertEqual(outcome.ending, .status(0))
        XCTAssertEqual(outcome.lastWords, "err\n")
        XCTAssertNil(outcome.reason)
    }

    func testHowItEnds() throws {
        XCTAssertEqual(try talk("exit 3").0.ending, .status(3))
        XCTAssertEqual(try talk("kill -SEGV $$").0.ending, .signal(SIGSEGV))
    }

    func testItIsSilent() throws {
        let start = ContinuousClock.now
        let (outcome, lines) = try talk("trap '' TERM INT; echo one >&4; sleep 100", patience: .seconds(1))
        XCTAssertEqual(outcome.reason, .silent)
        XCTAssertEqual(lines, ["one"])
        XCTAssertLessThan(ContinuousClock.now - start, .seconds(10))
    }

    func testItStopsItself() throws {
        XCTAssertEqual(try talk("kill -STOP $$", patience: .seconds(1)).0.reason, .silent)
    }

    func testItNeverEnds() throws {
        let (outcome, _) = try talk("while :; do echo line >&4; sleep 0.1; done", limit: .seconds(1))
        XCTAssertEqual(outcome.reason, .late)
    }

    func testItLeavesAChildThatHoldsThePipes() throws {
        let start = ContinuousClock.now
        let (outcome, lines) = try talk("setsid sleep 3 & echo done >&4")
        XCTAssertEqual(outcome.ending, .status(0))
        XCTAssertEqual(lines, ["done"])
        XCTAssertLessThan(ContinuousClock.now - start, .seconds(2))
    }

    func testItWritesWithoutEnd() throws {
        XCTAssertEqual(try talk("yes >&4").0.reason, .flooded)
        XCTAssertEqual(try talk("head -c 200000 /dev/zero >&4; echo >&4; echo after >&4").lines, ["too long", "after"])
        XCTAssertEqual(try talk("yes >&2", limit: .seconds(1)).0.reason, .late)
    }

    func testItDoesNotRead() throws {
        let (outcome, _) = try talk("exec 3<&-; sleep 1", order: String(repeating: "x", count: 500_000))
        XCTAssertEqual(outcome.ending, .status(0))
    }

    func testItFindsNothingElseOpen() throws {
        let mine = open("/dev/null", O_RDONLY)
        defer { close(mine) }
        XCTAssertEqual(try talk("ls /proc/$$/fd | tr '\\n' ' ' >&4; echo >&4").lines, ["0 1 2 3 4 "])
    }

    func testThereIsNoSuchProgram() {
        XCTAssertThrowsError(try Conversation(["/no/such/program"], environment: [:], order: Data())) { error in
            XCTAssertTrue("\((error as? ChildProcess.Problem)?.sentence ?? "")".contains("can't be started"))
        }
    }
}
