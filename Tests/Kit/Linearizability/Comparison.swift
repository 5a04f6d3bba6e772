import Linearizability
import XCTest

extension XCTestCase {
    /// Compares verdicts with the definition, replays every order, and tries every core.
    /// - Parameters:
    ///   - seeds: how many histories.
    ///   - model: the object.
    ///   - budget: of each check; 0 if none of them may need a search.
    ///   - make: makes the history of a seed.
    func compare<Object: Model>(
        seeds: UInt64, _ model: Object, budget: Int = 10_000_000, line: UInt = #line,
        _ make: (UInt64) -> [ClientOperation<Object.Input, Object.Output>]
    ) throws {
        var (good, bad) = (0, 0)
        for seed in 1...seeds {
            let history = make(seed)
            let isLinearizable = Set(history.map { model.partition(of: $0.input) }).allSatisfy { name in
                let part = history.filter { model.partition(of: $0.input) == name }
                return BruteForce(operations: part, model: model).isLinearizable
            }
            switch try check(history, model, budget: budget) {
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
                XCTAssertTrue(isBeginning(evidence, of: history, model), "seed \(seed)", line: line)
            case .undecided: XCTFail("seed \(seed) is undecided", line: line)
            }
            if testRun?.failureCount ?? 0 > 0 { return }
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
