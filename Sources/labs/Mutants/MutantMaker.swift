import Foundation

/// Makes one build that holds all mutants of a lab.
///
/// `Sources/Mutator` parses the rules with the parser that the toolchain ships, finds the mutants and writes a copy in which
/// each function holds its body once for each mutant, behind a switch. It is built here, since a package can't say where the
/// toolchain is. What the compiler refuses in the copy is left out, and the rest is built again.
struct MutantMaker {
    static let home = ".build/mutants"
    private static let mutator = home + "/mutator"
    private static let mutatorSources = "Sources/Mutator"
    private static let solution = home + "/solution"
    private static let scratch = home + "/build"

    let lab: MutantLab
    /// Those that compile, once it is built.
    private(set) var alive: [Mutant] = []
    /// Those that don't, with the compiler's reason.
    private(set) var dropped: [(mutant: Mutant, reason: String)] = []

    init(lab: MutantLab) {
        self.lab = lab
    }

    /// All mutants, whether they compile or not.
    func list() throws -> [Mutant] {
        try buildMutator()
        return try Self.numbered(mutate([]))
    }

    /// Builds the graders with the mutated copy.
    /// - Returns: the bundle, in a place of its own.
    mutating func build() throws -> String {
        try buildMutator()
        let files = FileManager.default
        try files.createDirectory(atPath: Self.solution, withIntermediateDirectories: true)
        try CourseLab.copyReference(to: Self.solution, without: lab.labs)
        let all = try Self.numbered(mutate([]))
        let reasons = try refusals(all)
        dropped = all.compactMap { mutant in reasons[mutant.id].map { (mutant, $0) } }
        alive = all.filter { reasons[$0.id] == nil }
        let bundle = "\(Self.home)/\(lab.name).xctest"
        try? files.removeItem(atPath: bundle)
        try files.copyItem(atPath: Self.scratch + "/debug/QuorumPackageTests.xctest", toPath: bundle)
        return bundle
    }

    /// All that a verdict depends on.
    func fingerprint() throws -> String {
        let hunters = lab.graders.map { CourseLab.number(in: $0) }
        var fingerprint = try CourseLab.fingerprint(of: CourseLab.all().filter { hunters.contains($0.number) })
        try fingerprint.add(folder: Self.mutatorSources)
        return "\(fingerprint)"
    }

    // MARK: - The mutated copy

    private func buildMutator() throws {
        let folder = Self.mutatorSources
        let sources = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
        try FileManager.default.createDirectory(atPath: Self.home, withIntermediateDirectories: true)
        guard try sources.contains(where: { try !Folder.isNewer(Self.mutator, than: $0) }) else { return }
        progress("building the mutator")
        let info = try Shell.run(["swiftc", "-print-target-info"])
        guard let target = try? JSONDecoder().decode(TargetInfo.self, from: Data(info.output.utf8)) else {
            throw CommandError("swiftc doesn't say where its libraries are: \(info.output)")
        }
        let host = target.paths.runtimeResourcePath + "/host"
        let libraries = ["SwiftSyntax", "SwiftParser", "SwiftOperators"].map { "-l\($0)" }
        let built = try Shell.run(
            ["swiftc", "-swift-version", "6", "-I", host, "-L", host, "-Xlinker", "-rpath", "-Xlinker", host]
                + libraries + sources + ["-o", Self.mutator])
        guard built.status == 0 else { throw CommandError("\(folder) does not compile:\n\(built.output)") }
    }

    private struct TargetInfo: Decodable {
        struct Paths: Decodable {
            let runtimeResourcePath: String
        }
        let paths: Paths
    }

    private func mutate(_ options: [String]) throws -> [Mutant] {
        // The mutator names files by the folder that they are in.
        if !lab.labs.isEmpty { try CourseLab.copyReference(to: MutantLab.reference) }
        let run = try Shell.run([Self.mutator] + options + lab.folders)
        guard run.status == 0, let mutants = try? JSONDecoder().decode([Mutant].self, from: Data(run.output.utf8))
        else {
            throw CommandError("the mutator failed: \(run.output)")
        }
        return mutants
    }

    private static func numbered(_ mutants: [Mutant]) -> [Mutant] {
        var seen: [String: Int] = [:]
        return mutants.map { mutant in
            var numbered = mutant
            seen[mutant.identity, default: 0] += 1
            numbered.occurrence = seen[mutant.identity]
            return numbered
        }
    }

    private static func list(_ ids: some Collection<Int>) -> String {
        ids.sorted().map { "\($0)" }.joined(separator: ",")
    }

    // MARK: - What doesn't compile

    /// What the compiler refused, and for which sources.
    private struct Refusals: Codable {
        let sources: String
        let reasons: [Int: String]
    }

    /// Builds all that compiles.
    /// - Returns: the mutants that don't, with the compiler's words.
    private func refusals(_ all: [Mutant]) throws -> [Int: String] {
        var sources = Fingerprint()
        for folder in [MutantLab.reference, Self.mutatorSources] { try sources.add(folder: folder) }
        let file = URL(fileURLWithPath: "\(Self.home)/\(lab.name).refused.json")
        let known = (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode(Refusals.self, from: $0) }
        var reasons = known?.sources == "\(sources)" ? known?.reasons ?? [:] : [:]
        // The rules alone are compiled sooner than all that depends on them.
        let targets =
            lab.folders.map { ["--target", URL(fileURLWithPath: $0).lastPathComponent] } + [["--build-tests"]]
        for target in targets {
            while true {
                _ = try mutate(["--into", Self.solution, "--without", Self.list(reasons.keys)])
                progress("building \(all.count - reasons.count) mutants of \(lab.name)")
                let refused = try compile(target)
                guard !refused.isEmpty else { break }
                reasons.merge(refused) { first, _ in first }
            }
        }
        try JSONEncoder().encode(Refusals(sources: "\(sources)", reasons: reasons)).write(to: file)
        return reasons
    }

    /// - Returns: the mutants that the compiler refused, with its words; empty if all is built.
    private func compile(_ target: [String]) throws -> [Int: String] {
        let built = try Shell.run(
            ["swift", "build", "--scratch-path", Self.scratch] + target, environment: ["LAB_SOLUTION": Self.solution])
        if built.status == 0 { return [:] }
        var refused: [Int: String] = [:]
        for line in built.output.split(separator: "\n") {
            // PATH:LINE:COLUMN: error: WHAT
            let parts = line.split(separator: ":", maxSplits: 4)
            guard parts.count == 5, parts[3] == " error", let number = Int(parts[1]) else { continue }
            for id in try Self.mutants(in: String(parts[0]), at: number) where refused[id] == nil {
                refused[id] = parts[4].trimmingCharacters(in: .whitespaces)
            }
        }
        guard !refused.isEmpty else {
            let errors = built.output.split(separator: "\n").filter { $0.contains("error:") }
            throw CommandError("it does not compile, and not for a mutant: \(errors.first ?? "see swift build")")
        }
        return refused
    }

    /// The mutants of which a line of the copy is: those that the last mark before it names.
    private static func mutants(in file: String, at line: Int) throws -> [Int] {
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        guard let mark = lines.prefix(line).last(where: { $0.hasPrefix("// @") }) else { return [] }
        return mark.split(whereSeparator: { " ,".contains($0) }).compactMap { Int($0) }
    }

    private func progress(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}
