import Foundation

/// `labs mutants`: makes every small change to the reference that the usual operators know, and lets the graders hunt each.
func mutants(_ arguments: inout Arguments) throws {
    do { try hunt(&arguments) } catch is Interruption.Notice {
        throw CommandError("interrupted: the next hunt goes on there.", status: 130)
    }
}

private func hunt(_ arguments: inout Arguments) throws {
    let isList = arguments.flag("--list")
    let only = try arguments.option("--only")
    let graders = try arguments.option("--graders")
    let json = try arguments.option("--json")
    guard let name = arguments.next() else { throw CommandError("a lab is missing.\n\(usage)", status: 2) }
    try arguments.finish()
    var lab = try MutantLab(name)
    if let graders { lab.graders = [graders] }
    var maker = MutantMaker(lab: lab)
    if isList {
        for mutant in try maker.list() { print("\(mutant.place)  \(mutant.kind)  \(mutant.change)") }
        return
    }
    Interruption.watch()
    let bundle = try maker.build()
    let wanted = maker.alive.filter { mutant in
        only.map { mutant.file.hasSuffix($0) || mutant.identity.contains($0) } ?? true
    }
    guard !wanted.isEmpty else { throw CommandError("there is no such mutant: \(only ?? "").", status: 2) }
    let survivors = try ExplainedSurvivors(files: lab.labs.map { "\($0.folder)/MUTANTS.md" })
    let hunt = try MutantHunt(lab: lab, bundle: bundle, fingerprint: maker.fingerprint())
    for (mutants, isKnown) in [(wanted.filter { !survivors.explain($0) }, false), (wanted, true)] {
        try hunt.run(mutants, isKnown: isKnown) {
            print(MutantTable.row($0))
            fflush(nil)
        }
    }
    let verdicts = hunt.verdicts(wanted)
    for verdict in verdicts where verdict.killer == nil { print(MutantTable.row(verdict)) }
    print(MutantTable.summary(verdicts, dropped: maker.dropped, survivors, hunt))
    try writeJSON(verdicts.map { Row($0, isExplained: survivors.explain($0.mutant)) }, to: json)
    try survivors.check(verdicts, isWhole: only == nil && graders == nil)
}

/// What is mutated, and who hunts it.
struct MutantLab {
    /// Where the reference is put together before it is mutated.
    static let reference = MutantMaker.home + "/reference"

    let name: String
    /// The labs of that number; none for a folder of one's own.
    let labs: [CourseLab]
    /// The folders that hold the rules.
    let folders: [String]
    /// How the tests' names begin that hunt its mutants.
    var graders: [String]

    /// - Parameter name: a lab, or a folder of Swift files of one's own, whose mutants can only be listed.
    init(_ name: String) throws {
        self.name = name
        labs = try CourseLab.all().filter { $0.number == name }
        folders = labs.isEmpty ? [name] : labs.map { "\(Self.reference)/\($0.name)" }
        graders = labs.flatMap(\.mutantsAreHuntedBy).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        if labs.isEmpty, !FileManager.default.fileExists(atPath: name) {
            throw CommandError("\(name) is neither a lab, such as Lab2, nor a folder.", status: 2)
        }
    }
}

/// One mutant, as `Sources/Mutator` finds it.
struct Mutant: Codable {
    /// What `LAB_MUTANT` is set to; it changes whenever the source does.
    let id: Int
    let file: String
    let line: Int
    let function: String
    /// The operator.
    let kind: String
    let original: String
    let mutated: String
    /// Its place among those that look the same.
    var occurrence: Int?

    var place: String { "\(file):\(line)" }
    var change: String { "\(original) => \(mutated)" }

    /// By what it is known again when the source has changed elsewhere.
    var identity: String {
        "\(file) [\(kind)] \(change)" + (occurrence.map { $0 > 1 ? " (\($0))" : "" } ?? "")
    }
}

/// One line of the table, as JSON.
private struct Row: Encodable {
    let file: String
    let line: Int
    let function: String
    let `operator`: String
    let original: String
    let mutated: String
    let test: String?
    let seed: UInt64?
    let property: String?
    let isReached: Bool
    let isExplained: Bool

    init(_ verdict: Verdict, isExplained: Bool) {
        (file, line, function) = (verdict.mutant.file, verdict.mutant.line, verdict.mutant.function)
        (self.operator, original, mutated) = (verdict.mutant.kind, verdict.mutant.original, verdict.mutant.mutated)
        (test, seed, property) = (verdict.killer?.test, verdict.killer?.seed, verdict.killer?.property)
        isReached = !verdict.reachedBy.isEmpty
        self.isExplained = verdict.killer == nil && isExplained
    }
}
