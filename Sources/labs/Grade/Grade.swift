import Foundation
import Grading
import Synchronization

/// `labs grade`: the score of a submission.
/// - Returns: the status to exit with: 0 graded, 1 a test failed with `--strict`, 3 it does not build, 5 it was refused.
func grade(_ arguments: inout Arguments) throws -> Int32 {
    let options = try GradeOptions(&arguments)
    let labs = try CourseLab.all()
    let known = Set(labs.map(\.number))
    for lab in options.labs where !known.contains(where: { lab.hasPrefix($0) }) {
        throw CommandError(
            "there is no lab '\(lab)'; write one of \(known.sorted().joined(separator: ", ")).", status: 2)
    }
    Interruption.watch()
    do {
        let workshop = try Workshop(
            kit: FileManager.default.currentDirectoryPath, home: absolute(options.home), labs: labs.map(\.name),
            hidden: options.hidden.map(absolute))
        try workshop.prepare(say: { note($0) }, isGivenUp: { Interruption.isAsked })
        if options.requiresSandbox, let gap = workshop.sandbox.gaps.first {
            throw CommandError("--require-sandbox: \(gap).", status: 2)
        }
        let screen = options.allowed.contains("all") ? nil : try workshop.screen(allowing: options.allowed)
        let grading = SubmissionGrading(workshop: workshop, labs: labs, options: options, screen: screen)
        switch options.subject {
        case .solution(let solution):
            let name = URL(fileURLWithPath: solution).standardizedFileURL.lastPathComponent
            let sheet = try grading.grade(solution, as: name, to: SheetFile(format: options.format, path: options.out))
            return status(of: sheet, options)
        case .all(let directory, let out, let shard):
            try ClassGrading(
                grading: grading, entries: ClassList.entries(of: absolute(directory), shard: shard), out: out
            )
            .grade()
            return 0
        }
    } catch let problem as Workshop.Problem {
        throw CommandError(problem.sentence, status: 2)
    } catch let refusal as Refusal {
        throw CommandError(refusal.sentence, status: 2)
    } catch let problem as ChildProcess.Problem {
        throw CommandError(problem.sentence, status: 2)
    } catch is Interruption.Notice {
        throw CommandError("interrupted.", status: 130)
    }
}

private func status(of sheet: ScoreSheet, _ options: GradeOptions) -> Int32 {
    switch sheet.obstacle {
    case .refused: 5
    case .doesNotBuild: 3
    case nil: options.isStrict && sheet.points < sheet.maximum ? 1 : 0
    }
}

/// A path that means the same whatever the current directory is.
func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
}

/// Says something that is no result.
func note(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
