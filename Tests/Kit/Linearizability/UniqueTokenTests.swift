import Linearizability
import XCTest

/// Histories in which each update writes a token of its own: decided without a search, for which there is no budget.
final class UniqueTokenTests: XCTestCase {
    func testTextsAgainstTheDefinition() throws {
        try compare(seeds: 60_000, KeyValueModel(), budget: 0) { seed in
            let kinds: [[TokenHistory.Kind]] = [[.get, .put], [.get, .append], [.get, .get, .put, .append]]
            return TokenHistory(clients: 4, operations: 7, kinds: kinds[Int(seed) % 3]).make(
                seed: seed, lies: 6, crashes: 8)
        }
    }

    func testKeysThatBeginWithAnEmptyPut() throws {
        try compare(seeds: 12_000, KeyValueModel(), budget: 0) { seed in
            let first = ClientOperation<KeyValueModel.Input, KeyValueModel.Output>(
                client: 9, input: .put(key: "x", value: ""), output: .done, call: -2, end: -1)
            return [first]
                + TokenHistory(clients: 3, operations: 6, kinds: [.get, .get, .put, .append]).make(
                    seed: seed, lies: 6, crashes: 8)
        }
    }

    func testEmptyPutsAtAnyTime() throws {
        try compare(seeds: 12_000, KeyValueModel()) { seed in
            TokenHistory(clients: 3, operations: 6, kinds: [.get, .get, .put, .append, .putNothing]).make(
                seed: seed, lies: 6, crashes: 8)
        }
    }

    func testRegistersAgainstTheDefinition() throws {
        try compare(seeds: 30_000, CompareAndSetRegister(), budget: 0) { seed in
            var history = RandomHistory(dice: Dice(seed: seed), clients: 4, operations: 7, lies: 6, crashes: 8)
            var written = 0
            return history.make(
                CompareAndSetRegister(),
                input: { dice in
                    written += 1
                    return Bool.random(using: &dice) ? .read : .write(written)
                },
                answer: { state, input in input == .read ? .value(state) : .done },
                lie: { dice, input in
                    guard input == .read else { return .done }
                    let value = Int.random(in: 0...written, using: &dice)
                    return .value(value == 0 ? nil : value)
                })
        }
    }

    /// Larger than the definition can be tried on: the search, without the hint, must agree.
    func testTextsAgainstTheSearch() throws {
        for seed in UInt64(1)...1000 {
            let history = TokenHistory(clients: 4, operations: 14, kinds: [.get, .get, .put, .append]).make(
                seed: seed, lies: 20, crashes: 30)
            switch (try check(history, KeyValueModel(), budget: 0), try check(history, Unhinted())) {
            case (.linearizable, .linearizable): break
            case (.notLinearizable(let evidence), .notLinearizable):
                XCTAssertTrue(isBeginning(evidence, of: history, KeyValueModel()), "seed \(seed)")
                XCTAssertLessThanOrEqual(evidence.core.count, 6, "seed \(seed)")
            default: XCTFail("seed \(seed)")
            }
        }
    }

    func testHundredClientsOnOneKey() throws {
        try decideLarge(
            TokenHistory(clients: 100, operations: 20_000, kinds: [.get] + Array(repeating: .put, count: 2)))
        let mostlyAppends: [TokenHistory.Kind] =
            Array(repeating: .append, count: 20) + Array(repeating: .get, count: 20)
        try decideLarge(TokenHistory(clients: 100, operations: 20_000, kinds: mostlyAppends + [.put]))
        try decideLarge(TokenHistory(clients: 100, operations: 3000, kinds: mostlyAppends))
    }

    /// A good history is explained; with one read that finds an old value it isn't, and few operations show it.
    private func decideLarge(_ kind: TokenHistory, line: UInt = #line) throws {
        var history = kind.make(seed: 7, lies: .max, crashes: 500)
        guard case .linearizable(let orders) = try check(history, KeyValueModel(), budget: 0) else {
            return XCTFail("a good history isn't explained", line: line)
        }
        XCTAssertTrue(isWitness(orders["x"] ?? [], of: history, partition: "x", KeyValueModel()), line: line)
        let reads = history.indices.filter {
            if case .value = history[$0].output { history[$0].end != nil } else { false }
        }
        let late = reads.max { (history[$0].call, $0) < (history[$1].call, $1) }!
        history[late].output = history[reads[reads.count / 2]].output
        guard case .notLinearizable(let evidence) = try check(history, KeyValueModel(), budget: 0) else {
            return XCTFail("a bad history is explained", line: line)
        }
        XCTAssertTrue(isBeginning(evidence, of: history, KeyValueModel()), line: line)
        XCTAssertTrue((1...6).contains(evidence.core.count), "\(evidence.core)", line: line)
        XCTAssertTrue(evidence.core.contains(late), "\(evidence.core)", line: line)
    }

    func testTokensThatCannotBeToldApartAreLeftToTheSearch() throws {
        // The value "aa" is one append of it, or two of "a".
        let history: [ClientOperation<KeyValueModel.Input, KeyValueModel.Output>] = [
            .init(client: 1, input: .append(key: "x", value: "a"), output: .done, call: 0, end: 9),
            .init(client: 2, input: .append(key: "x", value: "aa"), output: .done, call: 0, end: 9),
            .init(client: 3, input: .get(key: "x"), output: .value("aa"), call: 0, end: 9),
        ]
        XCTAssertEqual(try check(history, KeyValueModel(), budget: 0), .undecided)
        guard case .linearizable = try check(history, KeyValueModel()) else { return XCTFail("\"aa\" can be read") }
    }

    func testEqualTextsOfOtherBytes() throws {
        // Swift holds these equal: an e with an accent, and an e followed by one.
        let history: [ClientOperation<KeyValueModel.Input, KeyValueModel.Output>] = [
            .init(client: 1, input: .put(key: "x", value: "\u{e9}"), output: .done, call: 0, end: 1),
            .init(client: 1, input: .get(key: "x"), output: .value("e\u{301}"), call: 2, end: 3),
        ]
        guard case .linearizable = try check(history, KeyValueModel()) else { return XCTFail("both are the same text") }
    }

    func testTheEndsOfTime() throws {
        let history: [ClientOperation<KeyValueModel.Input, KeyValueModel.Output>] = [
            .init(client: 1, input: .put(key: "x", value: "a"), output: .done, call: .min, end: .min),
            .init(client: 2, input: .get(key: "x"), output: .value(""), call: .min + 1, end: .max),
        ]
        guard case .notLinearizable = try check(history, KeyValueModel(), budget: 0) else {
            return XCTFail("nothing was read after something had been written")
        }
    }
}
