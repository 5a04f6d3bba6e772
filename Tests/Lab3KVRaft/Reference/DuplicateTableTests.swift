import LabKit
import XCTest

@testable import Lab3KVRaft

/// What a server remembers of its clients' commands.
final class DuplicateTableTests: XCTestCase {
    private func words(_ status: DuplicateTable<String>.Status) -> String {
        switch status {
        case .new: "new"
        case .done(let response): "done: \(response)"
        case .outdated: "outdated"
        }
    }

    func testACommandIsNewOnce() {
        var table = DuplicateTable<String>()
        XCTAssertEqual(words(table.status(client: 1, sequence: 1)), "new")
        table.remember("a", client: 1, sequence: 1)
        XCTAssertEqual(words(table.status(client: 1, sequence: 1)), "done: a")
        XCTAssertEqual(words(table.status(client: 1, sequence: 2)), "new")
        XCTAssertEqual(words(table.status(client: 2, sequence: 1)), "new")
        table.remember("c", client: 1, sequence: 3)
        XCTAssertEqual(words(table.status(client: 1, sequence: 1)), "outdated")
        XCTAssertEqual(words(table.status(client: 1, sequence: 2)), "outdated")
        XCTAssertEqual(table.count, 1)
    }

    func testItSurvivesASnapshot() throws {
        var table = DuplicateTable<String>()
        table.remember("a", client: .max, sequence: 7)
        let bytes = try WireEncoder().encode(table)
        let restored = try WireDecoder().decode(DuplicateTable<String>.self, from: bytes)
        XCTAssertEqual(words(restored.status(client: .max, sequence: 7)), "done: a")
        XCTAssertEqual(words(restored.status(client: .max, sequence: 8)), "new")
    }
}
