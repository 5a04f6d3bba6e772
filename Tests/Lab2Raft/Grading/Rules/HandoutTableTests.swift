import Foundation
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// The table of rules in the hand-out says what the rules themselves say.
final class HandoutTableTests: XCTestCase {
    /// A row of the table, or a source: where the paper has it, what the specification calls it, what it finds.
    private struct Row: Hashable, CustomStringConvertible {
        let paper: String
        let specification: String
        let kinds: Set<String>

        var description: String { "\(paper) | \(specification) | \(kinds.sorted().joined(separator: ", "))" }
    }

    private func table() throws -> [Row] {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<5 { root.deleteLastPathComponent() }
        let text = try String(contentsOf: root.appendingPathComponent("HANDOUT.md"), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let head = try XCTUnwrap(lines.firstIndex(of: "| Rule | Paper | In raft.tla | Kind |"))
        return lines[(head + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            let cells = line.split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces).replacing("`", with: "")
            }
            return Row(paper: cells[1], specification: cells[2], kinds: Set(cells[3].components(separatedBy: ", ")))
        }
    }

    func testEachRuleHasItsRow() throws {
        let rows = try table()
        let sources = SafetyMonitor.sources.map {
            Row(paper: $0.paper, specification: $0.specification, kinds: Set($0.kinds.map(\.rawValue)))
        }
        XCTAssertEqual(rows.count, sources.count)
        for source in sources where !rows.contains(source) { XCTFail("the hand-out has no row for \(source)") }
        for row in rows where !sources.contains(row) { XCTFail("no rule for the hand-out's row \(row)") }
    }

    /// A kind of failure names the rule that was broken.
    func testKindsAreFoundByOneRule() {
        let kinds = SafetyMonitor.sources.flatMap(\.kinds).map(\.rawValue)
        XCTAssertEqual(kinds.count, Set(kinds).count, "two rules find the same kind of failure: \(kinds.sorted())")
    }
}
