import Foundation
import XCTest

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import Grading

/// Each format, field by field, as its reader wants it.
final class SheetTests: XCTestCase {
    private let election = Exam.Test(name: "Lab2ATests.ElectionTests/testInitialElection", points: 8)
    private let agree = Exam.Test(name: "Lab2BTests.ReplicationTests/testBasicAgree", points: 4)
    private let late = Exam.Test(name: "Lab2BTests.ReplicationTests/testBackup", points: 6)
    /// What student code may say.
    private let evil = "\u{1b}[31m</failure><script>\"&'\u{0}\n{\"scores\": {}}"

    /// One test that passed, one that failed with evil words, and one that nothing is known of.
    private func sheet() throws -> ScoreSheet {
        var sheet = ScoreSheet("alice", exam: Exam(tests: [election, agree, late]), seeds: 2, notes: ["a note"])
        let seeds: [UInt64] = [7, 8]
        var ledger = Ledger(tests: [election.name, agree.name], seeds: seeds)
        let order =
            try JSONSerialization.jsonObject(with: ledger.order(tests: [election.name], seeds: seeds)) as? [String: Any]
        let proofs = try XCTUnwrap((order?["proofs"] as? [String: [String]])?[election.name])
        for (seed, proof) in zip(seeds, proofs) {
            _ = ledger.take(
                Data(
                    #"{"test":"\#(election.name)","seed":\#(seed),"passed":true,"digest":"d","proof":"\#(proof)"}"#.utf8
                ))
        }
        let message = String(decoding: try JSONEncoder().encode(evil), as: UTF8.self)
        _ = ledger.take(
            Data(
                #"{"test":"\#(agree.name)","seed":7,"passed":false,"digest":"","failure":{"kind":"runThrew","message":\#(message)}}"#
                    .utf8))
        let outcome = Conversation.Outcome(
            ending: .status(1), reason: nil, lastWords: "", peakMegabytes: 1, processorSeconds: 0)
        sheet.enter([
            election.name: Verdict(election.name, seeds: seeds, ledger, outcome),
            agree.name: Verdict(agree.name, seeds: seeds, ledger, outcome),
        ])
        return sheet
    }

    private func refused() -> ScoreSheet {
        var sheet = ScoreSheet("bob", exam: Exam(tests: [election, agree]), seeds: 1, notes: [])
        (sheet.obstacle, sheet.isComplete) = (.refused(["\"Lab2Raft/a.c\" is no Swift."]), true)
        return sheet
    }

    private func object(_ data: Data) throws -> [String: Any] {
        try XCTUnwrap(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func assertIsSafe(_ text: String, line: UInt = #line) {
        XCTAssertFalse(text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }, text, line: line)
    }

    func testPoints() throws {
        let sheet = try sheet()
        XCTAssertEqual(sheet.points, 8)
        XCTAssertEqual(sheet.maximum, 18)
        XCTAssertEqual(refused().points, 0)
        XCTAssertEqual(sheet.parts.map(\.name), ["Lab2A", "Lab2B"])
    }

    func testText() throws {
        let text = TextSheet.render(try sheet())
        XCTAssertTrue(text.hasPrefix("alice: 8 of 18 points, with 2 seeds for each test\n"), text)
        XCTAssertTrue(text.contains("Lab2A: 8 of 8 points, 1 of 1 tests"), text)
        XCTAssertTrue(text.contains("testBasicAgree (4): runThrew: \\u{1b}[31m"), text)
        XCTAssertTrue(text.contains("testBackup (6): It has not been run yet."), text)
        XCTAssertTrue(text.contains("this is not complete"), text)
        XCTAssertTrue(TextSheet.render(refused()).contains("refused:\n    \"Lab2Raft/a.c\" is no Swift."))
        assertIsSafe(text)
    }

    func testJSON() throws {
        let json = try object(JSONSheet.render(try sheet()))
        XCTAssertEqual(json["points"] as? Int, 8)
        XCTAssertEqual(json["maxPoints"] as? Int, 18)
        XCTAssertEqual(json["complete"] as? Bool, false)
        let tests = try XCTUnwrap(json["tests"] as? [[String: Any]])
        XCTAssertEqual(tests.map { $0["points"] as? Int }, [8, 0, 0])
        XCTAssertEqual(tests[1]["failedSeed"] as? UInt64, 7)
        XCTAssertEqual(tests[1]["kind"] as? String, "runThrew")
        XCTAssertEqual((try object(JSONSheet.render(refused()))["refused"] as? [String])?.count, 1)
    }

    func testGradescope() throws {
        let json = try object(SheetFormat.gradescope.render(try sheet()))
        XCTAssertEqual(
            Set(json.keys), ["score", "output", "output_format", "visibility", "stdout_visibility", "tests"])
        XCTAssertEqual(json["score"] as? Int, 8)
        XCTAssertEqual(json["stdout_visibility"] as? String, "hidden")
        let tests = try XCTUnwrap(json["tests"] as? [[String: Any]])
        XCTAssertEqual(tests.map { $0["score"] as? Int }, [8, 0, 0])
        XCTAssertEqual(tests.map { $0["max_score"] as? Int }, [8, 4, 6])
        XCTAssertEqual(tests.map { $0["status"] as? String }, ["passed", "failed", "failed"])
        XCTAssertEqual(tests[0]["name"] as? String, election.name)
        XCTAssertEqual(tests[0]["output_format"] as? String, "text")
        XCTAssertEqual(tests[0]["visibility"] as? String, "visible")
        XCTAssertEqual(tests[0]["tags"] as? [String], ["Lab2A"])
        assertIsSafe(try XCTUnwrap(tests[1]["output"] as? String))
    }

    func testClassroom50() throws {
        let data = try ClassroomSheet.render(
            try sheet(), environment: ["CLASSROOM50_OWNER": "alice", "CLASSROOM50_COMMIT": "c0ffee"],
            date: Date(timeIntervalSince1970: 0))
        let json = try object(data)
        XCTAssertEqual(
            Set(json.keys),
            [
                "schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit", "release",
                "review",
                "datetime", "score", "max-score", "tests",
            ])
        XCTAssertEqual(json["schema"] as? String, "classroom50/result/v1")
        XCTAssertEqual(json["owner"] as? String, "alice")
        XCTAssertEqual(json["commit"] as? String, "c0ffee")
        XCTAssertEqual(json["datetime"] as? String, "1970-01-01T00:00:00Z")
        XCTAssertEqual(json["score"] as? Int, 8)
        XCTAssertEqual(json["max-score"] as? Int, 18)
        let tests = try XCTUnwrap(json["tests"] as? [[String: Any]])
        XCTAssertEqual(Set(tests[0].keys), ["test-name", "passed", "score", "max-score"])
        XCTAssertEqual(tests.map { $0["passed"] as? Bool }, [true, false, false])
    }

    func testPrairieLearn() throws {
        let json = try object(SheetFormat.prairielearn.render(try sheet()))
        XCTAssertEqual(json["gradable"] as? Bool, true)
        XCTAssertEqual(try XCTUnwrap(json["score"] as? Double), 8.0 / 18, accuracy: 1e-9)
        let tests = try XCTUnwrap(json["tests"] as? [[String: Any]])
        XCTAssertEqual(Set(tests[0].keys), ["name", "description", "points", "max_points", "message"])
        XCTAssertEqual(tests.map { $0["points"] as? Int }, [8, 0, 0])
        XCTAssertEqual(tests.map { $0["max_points"] as? Int }, [8, 4, 6])
        let other = try object(SheetFormat.prairielearn.render(refused()))
        XCTAssertEqual(other["gradable"] as? Bool, false)
        XCTAssertEqual(other["format_errors"] as? [String], ["Refused: \"Lab2Raft/a.c\" is no Swift."])
        XCTAssertNil(other["score"])
    }

    func testAutolabsLastLine() throws {
        let text = String(decoding: try SheetFormat.autolab.render(try sheet()), as: UTF8.self)
        let last = try XCTUnwrap(text.split(separator: "\n").last)
        let json = try object(Data(last.utf8))
        XCTAssertEqual(json["scores"] as? [String: Int], ["Lab2A": 8, "Lab2B": 0])
        XCTAssertEqual(json["scoreboard"] as? [Int], [8])
    }

    func testJUnit() throws {
        let data = try SheetFormat.junit.render(try sheet())
        let reader = JUnitReader()
        let parser = XMLParser(data: data)
        parser.delegate = reader
        XCTAssertTrue(parser.parse(), String(decoding: data, as: UTF8.self))
        XCTAssertEqual(reader.suite, ["name": "alice", "tests": "3", "failures": "2", "errors": "0", "skipped": "0"])
        XCTAssertEqual(reader.cases, [election.name, agree.name, late.name])
        XCTAssertEqual(reader.failures, ["runThrew", "notRun"])
        XCTAssertTrue(reader.text.contains("</failure><script>\"&'\\u{0}"), reader.text)
        assertIsSafe(String(decoding: data, as: UTF8.self))
    }
}

private final class JUnitReader: NSObject, XMLParserDelegate {
    var suite: [String: String] = [:]
    var cases: [String] = []
    var failures: [String] = []
    var text = ""

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        switch name {
        case "testsuite": suite = attributes
        case "testcase": cases.append(attributes["name"] ?? "")
        case "failure": failures.append(attributes["type"] ?? "")
        default: break
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
