import Foundation

/// The built test bundle, run as a process of its own.
struct Grader {
    /// One line of `LAB_RESULTS`, as far as it matters here.
    struct Result: Decodable {
        struct Failure: Decodable {
            let kind: String
        }

        let test: String
        let seed: UInt64
        let passed: Bool
        let digest: String
        let failure: Failure?

        /// Whether lab code took the process down with this run, so that no test after it ran there.
        var endedProcess: Bool { ["crashed", "blocked"].contains(failure?.kind) }
    }

    let bundle: String
    /// The lab whose tests are meant, hidden ones included: `Lab2`, `Lab3`, or a part such as `Lab2A`; nil for all labs.
    var lab: String?

    /// Runs the lab's graders, all of which must pass.
    /// - Parameters:
    ///   - filter: `Target.Class/method`; nil for all of the lab.
    ///   - processes: how many run at once, if it is all of the lab. Tests differ much in how long they take, and three
    ///     shares keep two cores busy better than two.
    ///   - environment: variables to add.
    /// - Returns: a result for each (test, seed).
    /// - Throws: `CommandError` if the bundle can't be run or a test fails.
    @discardableResult
    func run(filter: String? = nil, processes: Int = 3, environment: [String: String]) throws -> [Result] {
        let runs =
            try filter.map { [try start([$0], environment: environment)] }
            ?? startAll(processes, environment: environment)
        let results = try runs.flatMap { try $0.finish() }
        if let failed = results.first(where: { !$0.passed }) {
            throw CommandError("\(failed.test) failed with seed \(failed.seed); run it with swift test to see why.")
        }
        let status = runs.map(\.status).first { $0 != 0 } ?? 0
        guard status == 0, !results.isEmpty else {
            throw CommandError("\(bundle) ended with status \(status) and \(results.count) results.")
        }
        return results
    }

    /// Starts all tests of the lab, whatever comes of it, dealt out to some processes.
    func startAll(_ processes: Int = 3, environment: [String: String] = [:]) throws -> [Run] {
        let tests = try tests()
        return try (0..<min(processes, tests.count)).map { share in
            let shared = tests.enumerated().filter { $0.offset % processes == share }.map(\.element)
            return try start(shared, environment: environment)
        }
    }

    /// What came of runs that were started together.
    struct Outcome {
        /// For each (test, seed), what came of it.
        var results: [Result] = []
        /// The processes that ended before they had run all that they should, each in a few words. A crash or a blocked
        /// thread of lab code is no such death: it is a result like any other.
        var deaths: [String] = []
    }

    /// Waits for runs that were started together. Where lab code took a process down, the tests that were to follow run
    /// in another one.
    /// - Throws: `Interruption.Notice` if they were given up.
    func finish(_ runs: [Run], environment: [String: String] = [:]) throws -> Outcome {
        var outcome = Outcome()
        for var run in runs {
            while true {
                let results = try run.finish()
                outcome.results += results
                let missing = run.missing(in: results)
                guard results.last?.endedProcess == true, !missing.isEmpty else {
                    if let death = run.death(after: results) { outcome.deaths.append(death) }
                    break
                }
                run = try start(missing, environment: environment)
            }
        }
        return outcome
    }

    /// A run that was started.
    struct Run {
        fileprivate let process: Process
        fileprivate let file: URL
        fileprivate let tests: [String]

        /// The status it ended with.
        var status: Int32 { process.terminationStatus }

        /// Waits for its end.
        /// - Returns: what came of each (test, seed).
        /// - Throws: `Interruption.Notice` if it was given up.
        func finish() throws -> [Result] {
            defer { try? FileManager.default.removeItem(at: file) }
            try Interruption.wait(for: process)
            let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
            // A process that died may have left half a line.
            return lines.compactMap { try? JSONDecoder().decode(Result.self, from: Data($0.utf8)) }
        }

        /// Ends it. Nothing is known of it then.
        func giveUp() {
            process.interrupt()
            process.waitUntilExit()
            try? FileManager.default.removeItem(at: file)
        }

        /// The tests without any result.
        fileprivate func missing(in results: [Result]) -> [String] {
            let known = Set(results.map(\.test))
            return tests.filter { !known.contains($0) }
        }

        /// How it ended, if that was no good end: one after all tests, with a status that fits their results.
        fileprivate func death(after results: [Result]) -> String? {
            let missing = missing(in: results)
            let isSignal = process.terminationReason == .uncaughtSignal
            if results.last?.endedProcess == true { return nil }
            if missing.isEmpty, !isSignal, status == (results.allSatisfy(\.passed) ? 0 : 1) { return nil }
            let end = isSignal ? "died of signal \(status)" : "ended with status \(status)"
            return "a grader process \(end), \(missing.count) of its \(tests.count) tests without a result"
        }
    }

    private func start(_ tests: [String], environment: [String: String] = [:]) throws -> Run {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("quorum-\(UUID().uuidString).jsonl")
        let process = try process([tests.joined(separator: ",")], output: FileHandle.nullDevice)
        process.environment = ProcessInfo.processInfo.environment
            .merging(["LAB_RESULTS": file.path]) { $1 }.merging(environment) { $1 }
        try process.run()
        return Run(process: process, file: file, tests: tests)
    }

    /// The names of all tests of the lab in the bundle.
    func tests() throws -> [String] {
        let output = Pipe()
        let process = try process(["--list-tests"], output: output)
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let tests = text.split(separator: "\n").map(String.init).filter { isOfLab($0) }
        guard !tests.isEmpty else {
            throw CommandError("\(bundle) has no tests of \(lab ?? "any lab").", status: 2)
        }
        return tests
    }

    private func isOfLab(_ test: String) -> Bool {
        guard test.contains("/") else { return false }
        return lab.map { test.hasPrefix($0) } ?? (test.hasPrefix("Lab") && test.dropFirst(3).first?.isNumber == true)
    }

    private func process(_ arguments: [String], output: Any) throws -> Process {
        guard FileManager.default.isExecutableFile(atPath: bundle) else {
            throw CommandError("\(bundle) can't be run: there is no such program; build it first.", status: 2)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: bundle)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        return process
    }
}
