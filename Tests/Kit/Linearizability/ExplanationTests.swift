import Foundation
import Linearizability
import XCTest

private typealias Entry = ClientOperation<KeyValueModel.Input, KeyValueModel.Output>

/// What people are told of a verdict.
final class ExplanationTests: XCTestCase {
    /// A read that misses an append which was done before it began.
    private let missed = [
        Entry(client: 1, input: .append(key: "x", value: "ab"), output: .done, call: 1, end: 10),
        Entry(client: 1, input: .append(key: "x", value: "c"), output: .done, call: 20, end: 31),
        Entry(client: 2, input: .put(key: "y", value: "d"), output: .done, call: 1, end: 50),
        Entry(client: 3, input: .get(key: "x"), output: .value("ab"), call: 33, end: 40),
    ]

    private func explain(_ history: [Entry], marks: [TimeMark] = []) throws -> Explanation<KeyValueModel> {
        let model = KeyValueModel()
        return Explanation(of: try check(history, model), history, model, marks: marks)
    }

    func testWordsSayWhatWasMissed() throws {
        XCTAssertEqual(
            try explain(missed).words,
            """
            Client 3's get(x) → "ab" was called at 33 and returned at 40, although client 1's append(x, "c") had \
            returned at 31: it must see everything that had finished before it began.
            The longest order that explains a beginning has 2 operations, the last of them client 1's append(x, "c"): \
            there x is "abc", so client 3's get(x) → "ab", the next to return (at 40), doesn't fit.
            """)
    }

    func testWordsSayThatAReadWentBack() throws {
        let words = try explain([
            Entry(client: 1, input: .append(key: "x", value: "a"), output: nil, call: 1, end: nil),
            Entry(client: 2, input: .get(key: "x"), output: .value("a"), call: 2, end: 5),
            Entry(client: 3, input: .get(key: "x"), output: .value(""), call: 6, end: 9),
        ]).words
        XCTAssertTrue(words.contains("client 2's get(x) → \"a\" had returned at 5: what one read has seen"), words)
    }

    func testWordsSayThatAReadSawTheFuture() throws {
        let words = try explain([
            Entry(client: 2, input: .get(key: "x"), output: .value("a"), call: 2, end: 5),
            Entry(client: 1, input: .put(key: "x", value: "b"), output: .done, call: 6, end: 7),
            Entry(client: 3, input: .put(key: "x", value: "a"), output: .done, call: 8, end: 9),
        ]).words
        XCTAssertTrue(words.contains("only client 3's put(x, \"a\") can have led to that answer"), words)
        XCTAssertTrue(words.contains("called at 8"), words)
    }

    func testWordsSayThatNobodyWroteIt() throws {
        let words = try explain([
            Entry(client: 2, input: .get(key: "x"), output: .value("a"), call: 2, end: 5)
        ]).words
        XCTAssertTrue(words.contains("no order of what had been called by then leads to that answer"), words)
        XCTAssertTrue(words.contains("No operation can come first: there x is \"\""), words)
    }

    func testWordsOfReadsThatOverlap() throws {
        let words = try explain([
            Entry(client: 1, input: .append(key: "x", value: "a"), output: nil, call: 1, end: nil),
            Entry(client: 4, input: .append(key: "x", value: "b"), output: nil, call: 1, end: nil),
            Entry(client: 2, input: .get(key: "x"), output: .value("ab"), call: 2, end: 8),
            Entry(client: 3, input: .get(key: "x"), output: .value("ba"), call: 3, end: 9),
        ]).words
        XCTAssertTrue(words.contains("overlaps client 2's get(x) → \"ab\" (2 to 8)"), words)
    }

    func testWordsOfLongValuesSayWhereTheyDiffer() throws {
        let value = String(repeating: "token ", count: 100)
        let words = try explain([
            Entry(client: 1, input: .put(key: "x", value: value + "left"), output: .done, call: 1, end: 2),
            Entry(client: 2, input: .get(key: "x"), output: .value(value), call: 3, end: 4),
        ]).words
        XCTAssertTrue(words.contains("x has 604 characters and the answer has 600: the first 600 agree"), words)
        XCTAssertTrue(words.contains("then x goes on with \"left\" and the answer ends"), words)
        XCTAssertLessThan(words.count, 1000)
    }

    func testWordsOfAGoodHistory() throws {
        let good = Array(missed.dropLast())
        XCTAssertEqual(try explain(good).words, "3 operations have an order that explains every answer.")
        XCTAssertEqual(try explain(good).timeline(), "")
        let undecided = Explanation(of: .undecided, good, KeyValueModel())
        XCTAssertTrue(undecided.words.contains("budget"), undecided.words)
    }

    func testTimeline() throws {
        let text = try explain(missed, marks: [TimeMark(time: 32, text: "server 2 crashes")]).timeline(columns: 60)
        XCTAssertEqual(
            text,
            """
            client 1  |------------1-------------|
            client 3                                  |-------2--------|
                      +--------------------------+-*--+----------------+
                      20                         31   33              40
            1: client 1's append(x, "c"), 20 to 31
            2: client 3's get(x) → "ab", 33 to 40
            32: server 2 crashes
            """)
    }

    func testTimelineOfExtremeTimes() throws {
        let explanation = try explain([
            Entry(client: .min, input: .append(key: "x\n\u{1b}[31m", value: "a"), output: .done, call: .min, end: .min),
            Entry(client: .max, input: .get(key: "x\n\u{1b}[31m"), output: .value(""), call: .max, end: .max),
        ])
        let text = explanation.timeline(columns: 1)
        XCTAssertEqual(text.split(separator: "\n").count, 6, text)
        XCTAssertFalse((text + explanation.words).contains("\u{1b}"))
    }

    func testEveryCoreOfRandomHistoriesIsDrawn() throws {
        var drawn = 0
        for seed in UInt64(0)..<3000 {
            var random = RandomHistory(dice: Dice(seed: seed), clients: 4, operations: 9, lies: 4, crashes: 6)
            let model = CompareAndSetRegister()
            let history = random.make(
                model,
                input: { dice in
                    switch Int.random(in: 0..<3, using: &dice) {
                    case 0: .read
                    case 1: .write(Int.random(in: 0..<3, using: &dice))
                    default: .compareAndSet(old: Int.random(in: 0..<3, using: &dice), new: 1)
                    }
                },
                answer: { state, input in
                    switch input {
                    case .read: .value(state)
                    case .write: .done
                    case .compareAndSet(let old, _): .matched(state == old)
                    }
                },
                lie: { dice, input in
                    switch input {
                    case .read: .value(Int.random(in: 0..<3, using: &dice))
                    case .write: .done
                    case .compareAndSet: .matched(Bool.random(using: &dice))
                    }
                })
            let verdict = try check(history, model)
            guard case .notLinearizable(let evidence) = verdict else { continue }
            drawn += 1
            let explanation = Explanation(of: verdict, history, model)
            let lines = explanation.timeline().split(separator: "\n")
            for number in 1...evidence.core.count {
                XCTAssertTrue(lines.contains { $0.hasPrefix("client") && $0.contains("\(number)") }, "seed \(seed)")
            }
            XCTAssertTrue(lines.prefix { !$0.hasPrefix("1:") }.allSatisfy { $0.count <= 100 }, "seed \(seed)")
            XCTAssertTrue(explanation.words.contains("doesn't fit."), explanation.words)
        }
        XCTAssertGreaterThan(drawn, 500)
    }
}
