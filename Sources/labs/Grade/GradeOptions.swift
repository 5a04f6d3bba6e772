import Foundation
import Grading

/// How `labs grade` was called.
struct GradeOptions {
    /// What is graded.
    enum Subject {
        case solution(String)
        /// All submissions of a directory, or a share of them, and where their sheets go.
        case all(of: String, to: String, shard: (number: Int, count: Int))
    }

    /// Labs or parts, such as `Lab2` or `Lab2A`; empty for all.
    let labs: [String]
    let subject: Subject
    let hidden: [String]
    let seeds: [UInt64]
    let jobs: Int
    let format: SheetFormat
    let out: String?
    /// Where the workshop is.
    let home: String
    let isStrict: Bool
    let requiresSandbox: Bool
    let buildSeconds: Int
    /// How long all tests of a submission may take together.
    let minutes: Int
    /// Names of what the screen finds and lets through; `all` for no screen.
    let allowed: Set<String>

    init(_ arguments: inout Arguments) throws {
        subject = try Self.subject(&arguments)
        var hidden: [String] = []
        while let folder = try arguments.option("--hidden") { hidden.append(folder) }
        self.hidden = hidden
        var allowed: Set<String> = []
        while let name = try arguments.option("--allow") { allowed.insert(name) }
        self.allowed = allowed
        seeds = try Self.seeds(&arguments, of: subject)
        jobs = try arguments.number("--jobs", in: 1...64) ?? ProcessInfo.processInfo.activeProcessorCount
        let format = try arguments.option("--format") ?? "text"
        guard let known = SheetFormat(rawValue: format) else {
            let choices = SheetFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError("--format \(format) is not known; write one of \(choices).", status: 2)
        }
        self.format = known
        out = try arguments.option("--out")
        if let out { try SheetFile.check(out) }
        home = try arguments.option("--home") ?? ".build/grade"
        buildSeconds = try arguments.number("--build-seconds", in: 1...86_400) ?? 300
        minutes = try arguments.number("--minutes", in: 1...10_000) ?? 10
        isStrict = arguments.flag("--strict")
        requiresSandbox = arguments.flag("--require-sandbox")
        labs = try arguments.rest()
        for folder in hidden where !FileManager.default.fileExists(atPath: folder) {
            throw CommandError("--hidden \(folder): there is no such folder.", status: 2)
        }
    }

    private static func subject(_ arguments: inout Arguments) throws -> Subject {
        let solution = try arguments.option("--solution")
        let directory = try arguments.option("--class")
        let out = try arguments.option("--to")
        let shard = try arguments.option("--shard")
        switch (solution, directory, out) {
        case (let solution?, nil, nil) where shard == nil: return .solution(solution)
        case (nil, let directory?, let out?):
            return .all(of: directory, to: out, shard: try shard.map(Self.shard) ?? (1, 1))
        default:
            throw CommandError("--solution DIR is missing, or --class DIR with --to OUT.\n\(usage)", status: 2)
        }
    }

    private static func shard(_ text: String) throws -> (number: Int, count: Int) {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let number = numbers[0], let count = numbers[1], number >= 1, number <= count else {
            throw CommandError("--shard \(text) is not understood; write 1/4 for the first of four shares.", status: 2)
        }
        return (number, count)
    }

    /// Those of a file, which is made if there is none, or new ones.
    private static func seeds(_ arguments: inout Arguments, of subject: Subject) throws -> [UInt64] {
        let count = try arguments.number("--seeds", in: 1...10_000)
        var file = try arguments.option("--seeds-file")
        // A class has the same seeds, also when grading goes on another day.
        if file == nil, case .all(_, let out, let shard) = subject {
            guard shard.count == 1 else {
                throw CommandError("--shard needs --seeds-file FILE, the same for all shares.", status: 2)
            }
            try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
            file = "\(out)/seeds"
        }
        guard let file else { return SeedList.drawn(count ?? 10) }
        do {
            if FileManager.default.fileExists(atPath: file) {
                let seeds = try SeedList.read(file)
                guard let count, count < seeds.count else { return seeds }
                return Array(seeds.prefix(count))
            }
            let seeds = SeedList.drawn(count ?? 10)
            try SeedList.write(seeds, to: file)
            return seeds
        } catch let problem as SeedList.Problem {
            throw CommandError(problem.sentence, status: 2)
        }
    }
}

extension Arguments {
    /// Takes `--name N`.
    /// - Throws: if it is no number within the bounds.
    mutating func number(_ name: String, in bounds: ClosedRange<Int>) throws -> Int? {
        guard let text = try option(name) else { return nil }
        guard let number = Int(text), bounds.contains(number) else {
            throw CommandError(
                "\(name) \(text) is not understood; write a number from \(bounds.lowerBound) to \(bounds.upperBound).",
                status: 2)
        }
        return number
    }
}
