import Foundation

/// The built test bundle, run as a process of its own.
struct Grader {
    /// One line of `LAB_RESULTS`, as far as it matters here.
    struct Result: Decodable {
        let test: String
        let seed: UInt64
        let passed: Bool
        let digest: String
    }

    let bundle: String

    /// Runs the Lab 2 graders.
    /// - Parameters:
    ///   - filter: `Target.Class/method`; nil for all of Lab 2.
    ///   - environment: variables to add.
    /// - Returns: a result for each (test, seed).
    /// - Throws: `CommandError` if the bundle can't be run or a test fails.
    @discardableResult
    func run(filter: String? = nil, environment: [String: String]) throws -> [Result] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("quorum-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: bundle)
        process.arguments = [
            filter ?? "Lab2ATests.ElectionTests,Lab2BTests.ReplicationTests,Lab2CTests.PersistenceTests"
        ]
        process.environment = ProcessInfo.processInfo.environment
            .merging(["LAB_RESULTS": file.path]) { $1 }.merging(environment) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch {
            throw CommandError("\(bundle) can't be run: \(error.localizedDescription)", status: 2)
        }
        process.waitUntilExit()
        let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
        let results = try lines.map { try JSONDecoder().decode(Result.self, from: Data($0.utf8)) }
        if let failed = results.first(where: { !$0.passed }) {
            throw CommandError("\(failed.test) failed with seed \(failed.seed); run it with swift test to see why.")
        }
        guard process.terminationStatus == 0, !results.isEmpty else {
            throw CommandError("\(bundle) ended with status \(process.terminationStatus) and \(results.count) results.")
        }
        return results
    }
}
