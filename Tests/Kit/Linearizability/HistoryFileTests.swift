import Foundation
import Linearizability
import XCTest

/// Histories in files: what is read is what was written, and what is no history is refused with its line.
final class HistoryFileTests: XCTestCase {
    private typealias StoreEntry = ClientOperation<KeyValueModel.Input, KeyValueModel.Output>
    private typealias RegisterEntry = ClientOperation<CompareAndSetRegister.Input, CompareAndSetRegister.Output>

    func testStoreHistoriesComeBack() throws {
        let history = [
            StoreEntry(client: 1, input: .get(key: "k \"\\/\n\u{2028}é"), output: .value(""), call: .min, end: 0),
            StoreEntry(client: 2, input: .put(key: "", value: "</a>\r\n\u{0}"), output: .done, call: 3, end: 3),
            StoreEntry(client: 3, input: .append(key: "x", value: "b"), output: nil, call: 4, end: nil),
            StoreEntry(client: -4, input: .get(key: "x"), output: nil, call: .max, end: nil),
        ]
        let text = HistoryLines.write(history)
        XCTAssertEqual(text.split(separator: "\n").count, 4)
        guard case .keyValue(let read, times: .plain) = try HistoryFile(Data(text.utf8)) else { return XCTFail(text) }
        XCTAssertEqual(HistoryLines.write(read), text)
        XCTAssertEqual(read.map(\.input), history.map(\.input))
        XCTAssertEqual(read.map(\.output), history.map(\.output))
        XCTAssertEqual(read.map(\.call), history.map(\.call))
        XCTAssertEqual(read.map(\.end), history.map(\.end))
        XCTAssertEqual(read.map(\.client), history.map(\.client))
    }

    func testRegisterHistoriesComeBack() throws {
        let history = [
            RegisterEntry(client: 1, input: .read, output: .value(nil), call: 1, end: 2),
            RegisterEntry(client: 1, input: .read, output: .value(.max), call: 3, end: 4),
            RegisterEntry(client: 1, input: .write(.min), output: .done, call: 5, end: 6),
            RegisterEntry(client: 1, input: .compareAndSet(old: 0, new: 1), output: .matched(false), call: 7, end: 8),
            RegisterEntry(client: 1, input: .compareAndSet(old: 1, new: 0), output: nil, call: 9, end: nil),
            RegisterEntry(client: 2, input: .read, output: nil, call: 9, end: nil),
        ]
        let text = HistoryLines.write(history)
        guard case .register(let read, times: .plain) = try HistoryFile(Data(text.utf8)) else { return XCTFail(text) }
        XCTAssertEqual(HistoryLines.write(read), text)
        XCTAssertEqual(read.map(\.input), history.map(\.input))
        XCTAssertEqual(read.map(\.output), history.map(\.output))
    }

    func testLinesOfWindowsAndEmptyLines() throws {
        let lines = [
            "", #"{"client": 1, "op": "write", "value": 3, "call": 1, "end": null}"#, "  ",
            #"{"client":2,"op":"read","output":3,"call":2,"end":4}"#, "",
        ]
        let text = Data(lines.joined(separator: "\r\n").utf8)
        guard case .register(let history, _) = try HistoryFile(text) else { return XCTFail("no register") }
        XCTAssertEqual(history.map(\.end), [nil, 4])
        let log = "INFO  jepsen.util - 0\t:invoke\t:write\t4\r\nINFO  jepsen.util - 0\t:ok\t:write\t4\r\n"
        guard case .register(let logged, times: .lines) = try HistoryFile(Data(log.utf8)) else { return XCTFail(log) }
        XCTAssertEqual(logged.map(\.end), [2])
    }

    func testClientsOfLogsKeepTheNumbersOfTheirProcesses() throws {
        let log = """
            {:process 3, :type :invoke, :f :put, :key "x", :value "a"}
            {:process 3, :type :info, :f :put, :key "x", :value "a"}
            {:process 3, :type :invoke, :f :get, :key "x", :value nil}
            {:process 0, :type :invoke, :f :get, :key "x", :value nil}
            """
        guard case .keyValue(let history, _) = try HistoryFile(Data(log.utf8)) else { return XCTFail("no store") }
        XCTAssertEqual(history.map(\.client), [3, 1, 0])
    }

    func testWhatIsWrongIsSaidWithItsLine() {
        let good = #"{"client":1,"op":"get","key":"x","output":"","call":1,"end":2}"#
        let cases: [(text: String, line: Int, reason: String)] = [
            ("\n\nhello", 3, "this is no history"),
            (good + "\n" + good.dropLast(9), 2, "no complete JSON object"),
            (good + "\n[1]", 2, "no complete JSON object"),
            (good + "\n" + String(repeating: "[", count: 100_000), 2, "no complete JSON object"),
            ("{}", 1, "'client' is missing"),
            (good.replacing("\"call\":1", with: "\"call\":1e99"), 1, "'call'"),
            (good.replacing("\"call\":1", with: "\"call\":9223372036854775808"), 1, "'call'"),
            (good.replacing("\"call\":1", with: "\"call\":1.5"), 1, "'call'"),
            (good.replacing("\"call\":1", with: "\"call\":\"1\""), 1, "'call' must be a whole number"),
            (good.replacing("\"call\":1", with: "\"call\":{}"), 1, "'call'"),
            (good.replacing("\"end\"", with: "\"ende\""), 1, "'ende' has no meaning with get"),
            (good.replacing(",\"end\":2", with: "").replacing("\"\"", with: "\"a\""), 1, "but no 'end'"),
            (good.replacing("\"output\":\"\",", with: ""), 1, "'output' is missing"),
            (good.replacing("\"get\"", with: "\"cat\""), 1, "'cat' is no operation"),
            (good + "\n" + #"{"client":2,"op":"read","output":1,"call":1,"end":2}"#, 2, "'read' is no operation"),
            (good.replacing("\"end\":2", with: "\"end\":0"), 1, "ends at 0, before its call"),
            (good + "\n\n" + good, 3, "while an earlier one of its own is open"),
            ("{:process 1, :type :ok, :f :get, :key \"x\", :value \"\"}", 1, "has not asked anything"),
            (
                """
                INFO jepsen.util - 1 :invoke :read nil
                INFO jepsen.util - 1 :ok :write 3
                """, 2, "hears an answer to :write, but has asked :read"
            ),
        ]
        for (text, line, reason) in cases { assertRefused(Data(text.utf8), line, reason) }
        assertRefused(Data(good.utf8) + [10, 0xff, 0xfe, 10], 2, "no text in UTF-8")
        assertRefused(Data(good.utf8), 1, "a history of key-value, not of cas-register", model: .compareAndSetRegister)
    }

    func testAnEmptyFileIsAnEmptyHistoryOfAnyModel() throws {
        for text in ["", "\n \r\n"] {
            for model in [nil] + FileModel.allCases {
                guard case .empty = try HistoryFile(Data(text.utf8), model: model) else { return XCTFail(text) }
            }
        }
    }

    /// Whatever is cut off, changed or put in: an answer or a refusal, and never a crash.
    func testDamagedFiles() {
        let files = [
            #"{"client":1,"op":"append","key":"x","value":"a","call":10,"end":25}"# + "\n"
                + #"{"client":2,"op":"get","key":"x","output":"a","call":10,"end":25}"#,
            #"{"client":1,"op":"cas","old":1,"new":-2,"output":true,"call":10,"end":25}"# + "\n"
                + #"{"client":2,"op":"read","output":null,"call":10,"end":25}"#,
            "{:process 1, :type :invoke, :f :put, :key \"x\", :value \"a\"}\n"
                + "{:process 1, :type :ok, :f :put, :key \"x\", :value \"a\"}",
            "INFO  jepsen.util - 1 :invoke :cas [1 2]\nINFO  jepsen.util - 1 :fail :cas [1 2]",
        ].map { Array($0.utf8) }
        let bytes = Array("\"{}[]:,\\0-9e.\n\r\t \u{0}é".utf8)
        var dice = Dice(seed: 1)
        for file in files {
            for length in file.indices { _ = try? HistoryFile(Data(file[..<length])) }
            for _ in 0..<5_000 {
                var damaged = file
                for _ in 0..<Int.random(in: 1...3, using: &dice) {
                    let place = Int.random(in: damaged.indices, using: &dice)
                    switch Int.random(in: 0..<3, using: &dice) {
                    case 0: damaged[place] = bytes.randomElement(using: &dice)!
                    case 1: damaged.insert(bytes.randomElement(using: &dice)!, at: place)
                    default: damaged.remove(at: place)
                    }
                }
                _ = try? HistoryFile(Data(damaged))
            }
        }
    }

    private func assertRefused(_ data: Data, _ line: Int, _ reason: String, model: FileModel? = nil) {
        let text = String(decoding: data.prefix(200), as: UTF8.self)
        XCTAssertThrowsError(try HistoryFile(data, model: model), text) { error in
            guard let error = error as? HistoryFileError else { return XCTFail("\(error): \(text)") }
            XCTAssertEqual(error.line, line, text)
            XCTAssertTrue(error.reason.contains(reason), "\(error.reason): \(text)")
        }
    }
}
