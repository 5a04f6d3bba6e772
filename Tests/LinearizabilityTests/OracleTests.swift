import Linearizability
import XCTest

/// The checker against the definition, on many small histories, good and bad.
final class OracleTests: XCTestCase {
    func testRegistersWithCompareAndSet() throws {
        try compare(seeds: 60_000, CompareAndSetRegister()) { seed in
            var history = RandomHistory(dice: Dice(seed: seed), clients: 3, operations: 6, lies: 12, crashes: 8)
            return history.make(
                CompareAndSetRegister(),
                input: { dice in
                    let (a, b) = (Int.random(in: 0...2, using: &dice), Int.random(in: 0...2, using: &dice))
                    return [.read, .read, .write(a), .compareAndSet(old: a, new: b)].randomElement(using: &dice)!
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
                    case .read: .value(Int.random(in: 0...2, using: &dice))
                    case .write: .done
                    case .compareAndSet: .matched(Bool.random(using: &dice))
                    }
                })
        }
    }

    func testKeysAndValues() throws {
        try compare(seeds: 60_000, KeyValueModel()) { seed in
            var history = RandomHistory(dice: Dice(seed: seed), clients: 4, operations: 7, lies: 10, crashes: 8)
            return history.make(
                KeyValueModel(),
                input: { dice in
                    let key = ["x", "y"].randomElement(using: &dice)!
                    let value = ["a", "b"].randomElement(using: &dice)!
                    return [
                        .get(key: key), .get(key: key), .put(key: key, value: value), .append(key: key, value: value),
                    ]
                    .randomElement(using: &dice)!
                },
                answer: { state, input in if case .get = input { .value(state) } else { .done } },
                lie: { dice, input in
                    if case .get = input { .value(["", "a", "ab", "b"].randomElement(using: &dice)!) } else { .done }
                })
        }
    }

    /// Compares the verdicts, replays every order, and tries every core.
    private func compare<Object: Model>(
        seeds: UInt64, _ model: Object, line: UInt = #line,
        _ make: (UInt64) -> [ClientOperation<Object.Input, Object.Output>]
    ) throws {
        var (good, bad) = (0, 0)
        for seed in 1...seeds {
            let history = make(seed)
            let isLinearizable = Set(history.map { model.partition(of: $0.input) }).allSatisfy { name in
                let part = history.filter { model.partition(of: $0.input) == name }
                return BruteForce(operations: part, model: model).isLinearizable
            }
            switch try check(history, model) {
            case .linearizable(let orders):
                good += 1
                XCTAssertTrue(isLinearizable, "seed \(seed)", line: line)
                for (name, order) in orders {
                    XCTAssertTrue(isWitness(order, of: history, partition: name, model), "seed \(seed)", line: line)
                }
            case .notLinearizable(let evidence):
                bad += 1
                XCTAssertFalse(isLinearizable, "seed \(seed)", line: line)
                XCTAssertTrue(
                    isMinimal(evidence.core, of: history, evidence.partition, model), "seed \(seed)", line: line)
            case .undecided: XCTFail("seed \(seed) is undecided", line: line)
            }
            if XCTestCase.failed(self) { return }
        }
        // Both must be common, or the comparison shows nothing.
        XCTAssertGreaterThan(min(good, bad), Int(seeds) / 20, "\(good) good, \(bad) bad", line: line)
    }

    /// A core fails by the definition, and no longer without any one of its operations.
    private func isMinimal<Object: Model>(
        _ core: [Int], of history: [ClientOperation<Object.Input, Object.Output>], _ partition: String, _ model: Object
    ) -> Bool {
        func isLinearizable(keeping kept: [Int]) -> Bool {
            let part: [ClientOperation<Object.Input, Object.Output>] = history.indices.compactMap { place in
                var operation = history[place]
                guard model.partition(of: operation.input) == partition else { return nil }
                if kept.contains(place) { return operation }
                if model.isReadOnly(operation.input, operation.output) { return nil }
                (operation.output, operation.end) = (nil, nil)
                return operation
            }
            return BruteForce(operations: part, model: model).isLinearizable
        }
        return !isLinearizable(keeping: core)
            && core.allSatisfy { left in isLinearizable(keeping: core.filter { $0 != left }) }
    }
}

extension XCTestCase {
    fileprivate static func failed(_ test: XCTestCase) -> Bool { test.testRun?.failureCount ?? 0 > 0 }
}
