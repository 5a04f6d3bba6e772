import Foundation

/// Programs of others.
enum Shell {
    /// Runs a program, and waits for it.
    /// - Returns: its status, and what it said.
    /// - Throws: `Interruption.Notice` if it was given up.
    static func run(
        _ words: [String], in directory: String = ".", environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Not a pipe, which would have to be read to its end before one may look at anything else.
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("quorum-\(UUID().uuidString).txt")
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: file) }
        let output = try FileHandle(forWritingTo: file)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try Interruption.wait(for: process)
        return (process.terminationStatus, try String(contentsOf: file, encoding: .utf8))
    }
}
