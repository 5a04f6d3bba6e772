import Foundation
import Simulation
import XCTest

@testable import Harness

/// LAB_SEED, LAB_SEEDS, LAB_RESULTS, LAB_WATCHDOG and LAB_EVENTS.
final class EnvironmentTests: XCTestCase {
    func testDefaults() throws {
        let environment = try LabEnvironment([:])
        XCTAssertEqual(environment.seeds, Array(1...10))
        XCTAssertNil(environment.results)
        XCTAssertEqual(environment.patience, Watchdog.defaultPatience)
    }

    func testAnEmptyVariableIsAsGoodAsNone() throws {
        let environment = try LabEnvironment(["LAB_SEED": "", "LAB_SEEDS": "", "LAB_RESULTS": "", "LAB_WATCHDOG": ""])
        XCTAssertEqual(environment.seeds.count, 10)
        XCTAssertNil(environment.results)
        XCTAssertEqual(environment.patience, Watchdog.defaultPatience)
    }

    func testOneSeed() throws {
        let seeds = [
            "0": 0, "42": 42, "0x2a": 42, "0x2A": 42, "18446744073709551615": UInt64.max, "0xffffffffffffffff": .max,
        ]
        for (text, seed) in seeds {
            XCTAssertEqual(try LabEnvironment(["LAB_SEED": text, "LAB_SEEDS": "7"]).seeds, [seed], text)
        }
    }

    func testSeveralSeeds() throws {
        XCTAssertEqual(try LabEnvironment(["LAB_SEEDS": "1"]).seeds, [1])
        XCTAssertEqual(try LabEnvironment(["LAB_SEEDS": "1000000"]).seeds.count, 1_000_000)
    }

    func testEvents() throws {
        XCTAssertNil(try LabEnvironment([:]).events)
        for (text, lines) in ["1": 30, "2": 2, "1000": 1000] {
            XCTAssertEqual(try LabEnvironment(["LAB_EVENTS": text]).events, lines)
        }
        for text in ["0", "1001", "all"] {
            assertProblem(
                ["LAB_EVENTS": text],
                "LAB_EVENTS=\"\(text)\" is not a number of events: write a number from 1 to 1000: 1 for as many as a "
                    + "failure shows, or how many.")
        }
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

    func testAMalformedNumberBesideAGoodSeed() {
        assertProblem(
            ["LAB_SEED": "1", "LAB_SEEDS": "abc"],
            "LAB_SEEDS=\"abc\" is not a number of seeds: write a number from 1 to 1000000, such as LAB_SEEDS=100.")
    }

    func testPatience() throws {
        for (text, seconds) in ["1": 1, "30": 30, "86400": 86_400] {
            XCTAssertEqual(try LabEnvironment(["LAB_WATCHDOG": text]).patience, seconds)
        }
    }

    func testMalformedPatience() {
        for text in ["abc", "0", "-1", "+1", " 5", "1.5", "10s", "0x10", "86401", "18446744073709551616"] {
            assertProblem(
                ["LAB_WATCHDOG": text],
                "LAB_WATCHDOG=\"\(text)\" is not a number of seconds: write a number from 1 to 86400, such as "
                    + "LAB_WATCHDOG=30.")
        }
    }

    func testFailuresThatAreEnough() throws {
        XCTAssertNil(try LabEnvironment([:]).failures)
        XCTAssertEqual(try LabEnvironment(["LAB_FAILURES": "3"]).failures, 3)
        XCTAssertThrowsError(try LabEnvironment(["LAB_FAILURES": "no"])) { error in
            XCTAssertEqual(
                "\(error)",
                "LAB_FAILURES=\"no\" is not a number of failures: write a number from 1 to 1000000, such as "
                    + "LAB_FAILURES=1.")
        }
    }

    func testWhatIsSaidAboutHashing() {
        XCTAssertNil(LabEnvironment.remark(onDeterministicHashing: true))
        XCTAssertEqual(
            LabEnvironment.remark(onDeterministicHashing: false),
            "note: SWIFT_DETERMINISTIC_HASHING=1 is not set, so the order of a Dictionary or a Set differs from process "
                + "to process and a seed may not replay. Set it in the scheme or in the shell.")
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
