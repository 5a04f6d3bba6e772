import Foundation

/// What came of one mutant.
struct Verdict: Codable {
    struct Killer: Codable {
        let test: String
        let seed: UInt64
        /// The property that was violated.
        let property: String
    }

    var mutant: Mutant
    /// Who found it; nil if it survived.
    var killer: Killer?
    /// The graders that ran the function that it is in.
    var reachedBy: Set<String> = []
    /// How many phases of the hunt it has been through.
    var phases = 0
}

/// Runs the graders against the mutants, as many at once as there are cores: all with one seed first, and those that survive
/// without a known reason with ten. A mutant's tests run cheapest first, a few in each process, and the first that fails ends them.
final class MutantHunt {
    /// A line of `LAB_RESULTS`, as far as it matters here.
    struct Line: Decodable {
        let test: String
        let seed: UInt64
        let passed: Bool
        let rpcs: Int
        let failure: Grader.Result.Failure?
    }

    /// Some graders with so many seeds, dealt out to processes.
    private struct Phase {
        let graders: String
        let seeds: Int
        let batches: [[String]]
    }

    /// A mutant on its way through a phase.
    private struct Chase {
        var verdict: Verdict
        let batch: Int
        let process: Process
        let results: URL
        let start = Date()

        /// The file that is there if the changed function was run.
        var mark: String { results.path + ".reached" }
    }

    private static let testsInOne = 8
    private static let seeds = [1, 10]
    /// What a process may take in seconds, for each seed; what takes longer is stuck, in a way that no guard sees.
    private static let patience = 60.0

    private let bundle: String
    private let phases: [Phase]
    private let store: VerdictStore
    /// How long it took so far.
    private(set) var seconds = 0.0

    /// - Throws: if a test fails without any mutant.
    init(lab: MutantLab, bundle: String, fingerprint: String) throws {
        self.bundle = bundle
        let name = ([lab.name] + lab.graders).joined(separator: "-")
        store = try VerdictStore(file: "\(MutantMaker.home)/\(name).jsonl", fingerprint: fingerprint)
        let batches = try lab.graders.map { ($0, try Self.batches(bundle: bundle, lab: $0)) }
        phases = Self.seeds.flatMap { seeds in
            batches.map { Phase(graders: $0, seeds: seeds, batches: $1) }
        }
    }

    /// What a test costs is measured in remote calls, so that the order is always the same.
    private static func batches(bundle: String, lab: String) throws -> [[String]] {
        let tests = try Grader(bundle: bundle, lab: lab).tests()
        let file = temporaryFile()
        defer { try? FileManager.default.removeItem(at: file) }
        let process = try start(bundle, tests, seeds: 1, mutant: 0, results: file)
        process.waitUntilExit()
        let lines = try lines(of: file)
        guard process.terminationStatus == 0, lines.count == tests.count else {
            let failed = lines.first { !$0.passed }?.test ?? "the graders' process"
            throw CommandError("\(failed) fails without any mutant.")
        }
        let sorted = lines.sorted { ($0.rpcs, $0.test) < ($1.rpcs, $1.test) }.map(\.test)
        return stride(from: 0, to: sorted.count, by: testsInOne).map {
            Array(sorted[$0..<min($0 + testsInOne, sorted.count)])
        }
    }

    // MARK: - The hunt

    /// Hunts those that have no verdict yet. What is known when it is interrupted is kept.
    /// - Parameters:
    ///   - isKnown: whether it is known already why they survive; then they are tried with one seed only.
    ///   - report: called for each that is killed.
    func run(_ mutants: [Mutant], isKnown: Bool, report: (Verdict) -> Void) throws {
        let begin = Date()
        defer { seconds += Date().timeIntervalSince(begin) }
        for (number, phase) in phases.enumerated() where phase.seeds == 1 || !isKnown {
            let waiting = mutants.map { store[$0] ?? Verdict(mutant: $0) }.filter { verdict in
                verdict.killer == nil && verdict.phases <= number
                    // Tests that don't run the changed function with the first seed aren't asked again.
                    && (number < phases.count / Self.seeds.count || verdict.reachedBy.contains(phase.graders))
            }
            progress("\(waiting.count) mutants, \(phase.graders), seeds: \(phase.seeds)")
            try run(waiting, phase) { old in
                var verdict = old
                verdict.phases = number + 1
                try store.append(verdict)
                if verdict.killer != nil { report(verdict) }
            }
        }
    }

    /// What came of mutants that were hunted.
    func verdicts(_ mutants: [Mutant]) -> [Verdict] { mutants.compactMap { store[$0] } }

    private func run(_ verdicts: [Verdict], _ phase: Phase, judged: (Verdict) throws -> Void) throws {
        var waiting = verdicts[...]
        var chases: [Chase] = []
        while !waiting.isEmpty || !chases.isEmpty {
            while chases.count < ProcessInfo.processInfo.activeProcessorCount, let next = waiting.popFirst() {
                chases.append(try chase(next, phase, batch: 0))
            }
            usleep(5000)
            do { try Interruption.check() } catch {
                chases.forEach { kill($0.process) }
                throw error
            }
            chases = try chases.compactMap { old in
                var chase = old
                guard let end = try end(of: chase, phase) else { return chase }
                if FileManager.default.fileExists(atPath: chase.mark) { chase.verdict.reachedBy.insert(phase.graders) }
                for file in [chase.results.path, chase.mark] { try? FileManager.default.removeItem(atPath: file) }
                if case .failed(let killer) = end { chase.verdict.killer = killer }
                if chase.verdict.killer == nil, chase.batch + 1 < phase.batches.count {
                    return try self.chase(chase.verdict, phase, batch: chase.batch + 1)
                }
                try judged(chase.verdict)
                return nil
            }
        }
    }

    private func chase(_ verdict: Verdict, _ phase: Phase, batch: Int) throws -> Chase {
        let results = Self.temporaryFile()
        let process = try Self.start(
            bundle, phase.batches[batch], seeds: phase.seeds, mutant: verdict.mutant.id, results: results)
        return Chase(verdict: verdict, batch: batch, process: process, results: results)
    }

    private enum End {
        case passed
        case failed(Verdict.Killer)
    }

    /// How a process ended; nil if it hasn't.
    private func end(of chase: Chase, _ phase: Phase) throws -> End? {
        let hasEnded = !chase.process.isRunning
        let lines = try Self.lines(of: chase.results)
        if let failed = lines.first(where: { !$0.passed }) {
            kill(chase.process)
            return .failed(
                Verdict.Killer(test: failed.test, seed: failed.seed, property: failed.failure?.kind ?? "unknown"))
        }
        let tests = phase.batches[chase.batch]
        let last = Verdict.Killer(test: lines.last?.test ?? tests[0], seed: lines.last?.seed ?? 1, property: "")
        if hasEnded {
            // Whoever ended it from outside found nothing out about the mutant.
            let isKilled = chase.process.terminationReason == .uncaughtSignal
            if isKilled, [SIGTERM, SIGINT].contains(chase.process.terminationStatus) {
                throw Interruption.Notice()
            }
            if chase.process.terminationStatus == 0, lines.count == tests.count * phase.seeds { return .passed }
            let property = "the process ended with status \(chase.process.terminationStatus) after it"
            return .failed(Verdict.Killer(test: last.test, seed: last.seed, property: property))
        }
        guard Date().timeIntervalSince(chase.start) > Self.patience * Double(phase.seeds) else { return nil }
        kill(chase.process)
        return .failed(Verdict.Killer(test: last.test, seed: last.seed, property: "no end of the test after it"))
    }

    private func progress(_ text: String) {
        FileHandle.standardError.write(Data("hunting: \(text)\n".utf8))
    }

    private func kill(_ process: Process) {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    // MARK: - Processes

    private static func start(
        _ bundle: String, _ tests: [String], seeds: Int, mutant: Int, results: URL
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: bundle)
        process.arguments = [tests.joined(separator: ",")]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.environment = ProcessInfo.processInfo.environment.merging([
            "LAB_MUTANT": "\(mutant)", "LAB_SEEDS": "\(seeds)", "LAB_FAILURES": "1", "LAB_RESULTS": results.path,
            "LAB_REACHED": results.path + ".reached", "LAB_WATCHDOG": "3", "SWIFT_BACKTRACE": "enable=no",
        ]) { $1 }
        try process.run()
        return process
    }

    private static func temporaryFile() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("quorum-\(UUID().uuidString).jsonl")
    }

    /// The whole lines that are in a file by now.
    private static func lines(of file: URL) throws -> [Line] {
        guard let text = try? String(contentsOf: file, encoding: .utf8), let end = text.lastIndex(of: "\n") else {
            return []
        }
        return try text[..<end].split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }
}

/// The verdicts on disk, so that a hunt that was interrupted goes on. They count as long as nothing they depend on changes.
private final class VerdictStore {
    private struct Head: Codable, Equatable {
        let fingerprint: String
    }

    private let handle: FileHandle
    private var verdicts: [String: Verdict] = [:]

    init(file: String, fingerprint: String) throws {
        let lines = ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(separator: "\n")
        let decoder = JSONDecoder()
        let head = lines.first.flatMap { try? decoder.decode(Head.self, from: Data($0.utf8)) }
        if head == Head(fingerprint: fingerprint) {
            // The last line may be half of one.
            for verdict in lines.dropFirst().compactMap({ try? decoder.decode(Verdict.self, from: Data($0.utf8)) }) {
                verdicts[verdict.mutant.identity] = verdict
            }
        } else {
            let line = try JSONEncoder().encode(Head(fingerprint: fingerprint)) + Data("\n".utf8)
            try line.write(to: URL(fileURLWithPath: file))
        }
        guard let handle = FileHandle(forWritingAtPath: file) else { throw CommandError("\(file) can't be written.") }
        self.handle = handle
        try handle.seekToEnd()
    }

    /// The verdict on a mutant, by its identity: its number may be another by now.
    subscript(mutant: Mutant) -> Verdict? {
        var verdict = verdicts[mutant.identity]
        verdict?.mutant = mutant
        return verdict
    }

    func append(_ verdict: Verdict) throws {
        verdicts[verdict.mutant.identity] = verdict
        try handle.write(contentsOf: Data("\n".utf8) + JSONEncoder().encode(verdict))
    }
}
