import Foundation
import XCTest

/// A test of this bundle in a process of its own, for what ends a process or differs between processes.
///
/// Such a test starts with `try ChildProcess.isWhereThisRuns()`, which skips it everywhere else.
enum ChildProcess {
    private static let armed = "QUORUM_CHILD_PROCESS"

    struct Outcome {
        let status: Int32
        let text: String
    }

    static func isWhereThisRuns() throws {
        guard ProcessInfo.processInfo.environment[armed] != nil else {
            throw XCTSkip("runs in a process that another test starts")
        }
    }

    /// - Parameters:
    ///   - test: `SomeClass/testSomething` in this target.
    ///   - environment: values to set; nil removes one.
    static func run(_ test: String, environment changes: [String: String?] = [:]) throws -> Outcome {
        var environment = ProcessInfo.processInfo.environment
        environment[armed] = "1"
        for (name, value) in changes { environment[name] = value }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = ["SimulationTests.\(test)"]
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, text: String(decoding: data, as: UTF8.self))
    }
}
