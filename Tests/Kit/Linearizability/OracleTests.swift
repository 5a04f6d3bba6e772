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
}
