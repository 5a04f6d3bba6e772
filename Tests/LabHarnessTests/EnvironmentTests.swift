import Foundation
import XCTest

@testable import LabHarness

/// LAB_SEED, LAB_SEEDS and LAB_RESULTS.
final class EnvironmentTests: XCTestCase {
    func testDefaults() throws {
        let environment = try LabEnvironment([:])
        XCTAssertEqual(environment.seeds, Array(1...10))
        XCTAssertNil(environment.results)
    }

    func testAnEmptyVariableIsAsGoodAsNone() throws {
        let environment = try LabEnvironment(["LAB_SEED": "", "LAB_SEEDS": "", "LAB_RESULTS": ""])
        XCTAssertEqual(environment.seeds.count, 10)
        XCTAssertNil(environment.results)
    }

    func testOneSeed() throws {
        let seeds = [
            "0": 0, "42": 42, "0x2a": 42, "0x2A": 42, "18446744073709551615": UInt64.max, "0xffffffffffffffff": .max,
        ]
        for (text, seed) in seeds {
            XCTAssertEqual(try LabEnvironment(["LAB_SEED": text, "LAB_SEEDS": "abc"]).seeds, [seed], text)
        }
    }

    func testSeveralSeeds() throws {
        XCTAssertEqual(try LabEnvironment(["LAB_SEEDS": "1"]).seeds, [1])
        XCTAssertEqual(try LabEnvironment(["LAB_SEEDS": "1000000"]).seeds.count, 1_000_000)
    }

    func testNamesOfSeedsAreReadBack() throws {
        for seed in [0, 1, 42, UInt64.max] {
            let name = LabEnvironment.name(ofSeed: seed)
            XCTAssertEqual(try LabEnvironment(["LAB_SEED": name]).seeds, [seed])
        }
        XCTAssertEqual(LabEnvironment.name(ofSeed: 42), "0x2a")
    }

    func testMalformedSeeds() {
        let seeds = [
            "abc", "0x", "0xg", "0x-1", "0x+1", "x2a", "-1", "-0", "+1", " 5", "5 ", "1e3", "1.5", "٣", "1 2",
            "18446744073709551616", "0x10000000000000000",
        ]
        for text in seeds {
            assertProblem(
                ["LAB_SEED": text],
                "LAB_SEED=\(text.debugDescription) is not a seed: write a number from 0 to 2^64 - 1, such as "
                    + "LAB_SEED=42 or LAB_SEED=0x2a.")
        }
    }

    func testMalformedNumbersOfSeeds() {
        for text in ["abc", "0", "-1", "+1", " 5", "1e3", "0x10", "1000001", "18446744073709551616"] {
            assertProblem(
                ["LAB_SEEDS": text],
                "LAB_SEEDS=\"\(text)\" is not a number of seeds: write a number from 1 to 1000000, such as LAB_SEEDS=100."
            )
        }
    }

    func testAProblemIsOneLine() {
        XCTAssertThrowsError(try LabEnvironment(["LAB_SEED": "1\n2"])) { XCTAssertFalse("\($0)".contains("\n")) }
    }

    func testAResultsFileThatCannotBeWritten() {
        for path in ["/nowhere/results.jsonl", "/tmp"] {
            XCTAssertThrowsError(try ResultsFile.prepare(path)) { error in
                XCTAssert("\(error)".hasPrefix("LAB_RESULTS=\(path) can't be written ("), "\(error)")
                XCTAssert("\(error)".hasSuffix("name a file in a directory that exists and that you may write to."))
            }
        }
        XCTAssertNoThrow(try ResultsFile.prepare(nil))
    }

    private func assertProblem(_ variables: [String: String], _ line: String, callerLine: UInt = #line) {
        XCTAssertThrowsError(try LabEnvironment(variables), "\(variables)", line: callerLine) {
            XCTAssertEqual("\($0)", line, line: callerLine)
        }
    }
}
