import Foundation
import Grading

/// `labs cheats`: grades hostile submissions, none of which may get more points than it deserves or leave anything behind, and
/// honest ones, which must get what they deserve.
func cheats(_ arguments: inout Arguments) throws {
    let only = try arguments.option("--only")
    let home = try arguments.option("--home") ?? ".build/grade"
    let isUnscreened = arguments.flag("--without-screen")
    guard let folder = arguments.next() else {
        throw CommandError("a FOLDER of patches is missing.\n\(usage)", status: 2)
    }
    try arguments.finish()
    let cheats = try Cheat.all(in: folder).filter { only == nil || $0.name == only }
    let labs = try CourseLab.all()
    Interruption.watch()
    let workshop = try Workshop(
        kit: FileManager.default.currentDirectoryPath, home: absolute(home), labs: labs.map(\.name))
    try workshop.prepare(say: { note($0) }, isGivenUp: { Interruption.isAsked })
    for gap in workshop.sandbox.gaps { note("note: \(gap)") }
    let before = MachineState()
    var failures: [String] = []
    for cheat in cheats {
        let solution = "\(home)/cheat/\(cheat.name)"
        try FileManager.default.createDirectory(atPath: "\(home)/cheat", withIntermediateDirectories: true)
        try cheat.make(solution)
        var words = Arguments(
            ["Lab2", "--solution", solution, "--seeds", "2", "--build-seconds", "90", "--minutes", "2", "--home", home]
                + (isUnscreened ? ["--allow", "all"] : []))
        let options = try GradeOptions(&words)
        let screen = isUnscreened ? nil : try workshop.screen(allowing: [])
        let sheet = try SubmissionGrading(workshop: workshop, labs: labs, options: options, screen: screen).grade(
            solution, as: cheat.name, to: nil)
        try Interruption.check()
        let problem = cheat.problem(with: sheet, ignoresWords: isUnscreened) ?? MachineState().problem(since: before)
        if problem != nil { failures.append(cheat.name) }
        print(cheat.row(sheet, problem))
        fflush(nil)
        try? FileManager.default.removeItem(atPath: solution)
    }
    let hostile = cheats.filter { !$0.isHonest }
    let blocked = hostile.filter { !failures.contains($0.name) }.count
    let honest = cheats.filter(\.isHonest)
    let right = honest.filter { !failures.contains($0.name) }.count
    print(
        "\(blocked) of \(hostile.count) cheats blocked, \(right) of \(honest.count) honest submissions got what they deserve"
    )
    guard failures.isEmpty else { throw CommandError("not as they should be: \(failures.joined(separator: ", ")).") }
}

extension Cheat {
    /// What is wrong with a sheet; nil if it is as it should be.
    fileprivate func problem(with sheet: ScoreSheet, ignoresWords: Bool) -> String? {
        if sheet.points > deserves { return "it got \(sheet.points) points and deserves \(deserves)" }
        if isHonest, sheet.points != deserves { return "it got \(sheet.points) points and deserves \(deserves)" }
        if let says, !ignoresWords {
            let text = String(decoding: (try? SheetFormat.text.render(sheet)) ?? Data(), as: UTF8.self)
            if !text.contains(says) { return "the sheet doesn't say '\(says)'" }
        }
        return nil
    }

    fileprivate func row(_ sheet: ScoreSheet, _ problem: String?) -> String {
        let outcome =
            switch sheet.obstacle {
            case .refused(let reasons): "refused: \(reasons[0])"
            case .doesNotBuild(let sentence, _): sentence
            case nil: "\(sheet.points) of \(sheet.maximum) points"
            }
        let verdict = problem.map { "NOT AS IT SHOULD BE: \($0); " } ?? (isHonest ? "right: " : "blocked: ")
        return name.padding(toLength: max(34, name.count), withPad: " ", startingAt: 0) + " " + verdict + outcome
    }
}
