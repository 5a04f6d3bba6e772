import Foundation
import Grading

/// How `labs grade` was called.
struct GradeOptions {
    /// Labs or parts, such as `Lab2` or `Lab2A`; empty for all.
    let labs: [String]
    let solution: String
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
    /// Names of what the screen finds and lets through; `all` for no screen.
    let allowed: Set<String>

    init(_ arguments: inout Arguments) throws {
        guard let solution = try arguments.option("--solution") else {
            throw CommandError("--solution DIR is missing.\n\(usage)", status: 2)
        }
        self.solution = solution
        var hidden: [String] = []
        while let folder = try arguments.option("--hidden") { hidden.append(folder) }
        self.hidden = hidden
        var allowed: Set<String> = []
        while let name = try arguments.option("--allow") { allowed.insert(name) }
        self.allowed = allowed
        seeds = try Self.seeds(&arguments)
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
        isStrict = arguments.flag("--strict")
        requiresSandbox = arguments.flag("--require-sandbox")
        labs = try arguments.rest()
        for folder in hidden where !FileManager.default.fileExists(atPath: folder) {
            throw CommandError("--hidden \(folder): there is no such folder.", status: 2)
        }
    }

    /// Those of a file, which is made if there is none, or new ones.
    private static func seeds(_ arguments: inout Arguments) throws -> [UInt64] {
        let count = try arguments.number("--seeds", in: 1...10_000)
        guard let file = try arguments.option("--seeds-file") else { return SeedList.drawn(count ?? 10) }
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
