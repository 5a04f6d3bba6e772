import Foundation
import Linearizability
import XCTest

/// Real histories with known verdicts, where they are at hand: `../shared/data` beside the package.
final class KnownVerdictTests: XCTestCase {
    private struct Known: Decodable {
        let model: String
        let linearizable: Bool
    }

    func testVerdictsOfRealHistories() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data")
        guard let verdicts = try? Data(contentsOf: folder.appendingPathComponent("verdicts.json")) else {
            throw XCTSkip("there is no \(folder.path)")
        }
        let known = try JSONDecoder().decode([String: Known].self, from: verdicts)
        XCTAssertGreaterThan(known.count, 0)
        for (name, expected) in known.sorted(by: { $0.key < $1.key }) {
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            if expected.model == "key-value" {
                try check(JepsenKeyValueLog.read(text), KeyValueModel(), name, expected.linearizable)
            } else {
                try check(JepsenRegisterLog.read(text), CompareAndSetRegister(), name, expected.linearizable)
            }
        }
    }

    private func check<Object: Model>(
        _ history: [ClientOperation<Object.Input, Object.Output>], _ model: Object, _ name: String,
        _ isLinearizable: Bool
    ) throws {
        switch try Linearizability.check(history, model) {
        case .linearizable(let orders):
            XCTAssertTrue(isLinearizable, name)
            for (partition, order) in orders {
                XCTAssertTrue(isWitness(order, of: history, partition: partition, model), name)
            }
        case .notLinearizable(let evidence):
            XCTAssertFalse(isLinearizable, name)
            XCTAssertLessThanOrEqual(evidence.core.count, 12, name)
            try checkCore(of: evidence, history, model, name)
        case .undecided: XCTFail("\(name) is undecided")
        }
    }

    /// A core fails, and no longer without any one of its operations: as histories of their own, searched without what the
    /// search for cores takes for granted.
    private func checkCore<Object: Model>(
        of evidence: Evidence, _ history: [ClientOperation<Object.Input, Object.Output>], _ model: Object,
        _ name: String
    ) throws {
        func verdict(keeping kept: [Int]) throws -> Verdict {
            let places = history.indices.filter { place in
                model.partition(of: history[place].input) == evidence.partition
                    && (kept.contains(place) || !model.isReadOnly(history[place].input, history[place].output))
            }
            // A client that never returns may ask nothing else, so each operation has one of its own.
            let relaxed = places.enumerated().map { client, place in
                let (entry, isKept) = (history[place], kept.contains(place))
                return ClientOperation(
                    client: client, input: entry.input, output: isKept ? entry.output : nil, call: entry.call,
                    end: isKept ? entry.end : nil)
            }
            return try Linearizability.check(relaxed, model)
        }
        guard case .notLinearizable = try verdict(keeping: evidence.core) else { return XCTFail(name) }
        for left in evidence.core {
            guard case .linearizable = try verdict(keeping: evidence.core.filter { $0 != left }) else {
                return XCTFail("\(name) without \(left)")
            }
        }
    }
}
