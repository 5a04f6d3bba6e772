import Foundation
import XCTest

/// `Dictionary` and `Set` have the same order in every process, or no run could be repeated.
final class HashingTests: XCTestCase {
    func testThisProcessHashesDeterministically() {
        XCTAssertEqual(ProcessInfo.processInfo.environment["SWIFT_DETERMINISTIC_HASHING"], "1")
    }

    func testASetHasTheSameOrderInEveryProcess() throws {
        let orders = try (0..<2).map { _ in
            let outcome = try ChildProcess.run(
                "HashingTests/testPrintsASet", environment: ["SWIFT_DETERMINISTIC_HASHING": nil])
            return outcome.text.split(separator: "\n").first { $0.hasPrefix("<set>") }
        }
        XCTAssertEqual(orders[0], "<set> " + Self.set.joined(separator: " "))
        XCTAssertEqual(orders[0], orders[1])
    }

    func testPrintsASet() throws {
        try ChildProcess.isWhereThisRuns()
        print("<set>", Self.set.joined(separator: " "))
    }

    private static var set: Set<String> { Set((0..<50).map { "key \($0)" }) }
}
