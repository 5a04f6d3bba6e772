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
        let tests = try tests().enumerated()
        return try (0..<processes).map { share in
            try start(tests.filter { $0.offset % processes == share }.map(\.element), environment: environment)
        }
    }

    /// A run that was started.
    struct Run {
        fileprivate let process: Process
        fileprivate let file: URL

        /// The status it ended with.
        var status: Int32 { process.terminationStatus }

        /// Waits for its end.
        /// - Returns: what came of each (test, seed).
        func finish() throws -> [Result] {
            process.waitUntilExit()
            defer { try? FileManager.default.removeItem(at: file) }
            let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
            return try lines.map { try JSONDecoder().decode(Result.self, from: Data($0.utf8)) }
        }
    }

    private func start(_ tests: [String], environment: [String: String] = [:]) throws -> Run {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("quorum-\(UUID().uuidString).jsonl")
        let process = try process([tests.joined(separator: ",")], output: FileHandle.nullDevice)
        process.environment = ProcessInfo.processInfo.environment
            .merging(["LAB_RESULTS": file.path]) { $1 }.merging(environment) { $1 }
        try process.run()
        return Run(process: process, file: file)
    }

    /// The names of all tests of the lab in the bundle.
    private func tests() throws -> [String] {
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
