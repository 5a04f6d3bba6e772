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
        case .undecided: XCTFail("\(name) is undecided")
        }
    }
}
