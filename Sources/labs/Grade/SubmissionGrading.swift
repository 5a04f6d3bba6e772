import Foundation
import Grading
import Synchronization

/// Grades submissions, one after the other, in one workshop.
struct SubmissionGrading {
    let workshop: Workshop
    let labs: [CourseLab]
    let options: GradeOptions
    /// What looks at a submission before it runs; nil if nothing does.
    let screen: Screen?

    /// What the screen doesn't let in.
    private struct Refused: Error {
        let findings: [Finding]
    }

    private var exam: Exam { workshop.exam.limited(to: options.labs) }

    /// The folders that are read: of the labs that are asked for, and of those that they build on.
    private var folders: [String] {
        let asked = labs.filter { lab in options.labs.isEmpty || options.labs.contains { $0.hasPrefix(lab.number) } }
        return CourseLab.closure(of: asked, in: labs).map(\.name).sorted()
    }

    /// What scores depend on, besides the submission.
    var fingerprint: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            let rules = options.allowed.sorted().joined(separator: ",")
            return try encoder.encode(exam) + encoder.encode(options.seeds) + Data(rules.utf8)
        }
    }

    /// The sheet of a submission that wasn't taken in.
    func refused(_ name: String, _ sentence: String) -> ScoreSheet {
        var sheet = ScoreSheet(name, exam: exam, seeds: options.seeds.count, notes: [])
        (sheet.obstacle, sheet.isComplete) = (.refused([sentence]), true)
        return sheet
    }

    /// Grades one submission, and writes what is known whenever more is.
    /// - Parameters:
    ///   - directory: where it is.
    ///   - name: what it is called.
    ///   - file: where its sheet goes; nil for nowhere.
    func grade(_ directory: String, as name: String, to file: SheetFile?) throws -> ScoreSheet {
        let start = ScoreSheet(name, exam: exam, seeds: options.seeds.count, notes: workshop.sandbox.gaps)
        let sheet = Mutex(start)
        do {
            try file?.write(start)
            let submission = try Submission(directory: directory, labs: folders)
            let bundle = try workshop.build(
                submission, seconds: options.buildSeconds, isGivenUp: { Interruption.isAsked })
            try Interruption.check()
            if let screen {
                let findings = try workshop.findings(in: submission, by: screen)
                guard findings.isEmpty else { throw Refused(findings: findings) }
            }
            var rules = Examiner.Rules(bundle: bundle, sandbox: workshop.sandbox)
            rules.jobs = options.jobs
            rules.limit = .seconds(60 * options.minutes)
            let examiner = Examiner(exam, seeds: options.seeds, rules: rules, isGivenUp: { Interruption.isAsked }) {
                verdicts in
                sheet.withLock { $0.enter(verdicts) }
                try? file?.write(sheet.withLock { $0 })
            }
            let (verdicts, usage) = try examiner.hold()
            let differences = try Repetition.differences(
                from: verdicts, exam: exam, seeds: options.seeds, rules: rules, isGivenUp: { Interruption.isAsked })
            sheet.withLock { sheet in
                sheet.enter(verdicts)
                sheet.isComplete = verdicts.count == exam.tests.count
                sheet.notes += differences
                if usage.unknownLines > 0 {
                    sheet.notes.append("\(usage.unknownLines) lines of results belong to no run that was asked for")
                }
            }
        } catch let refusal as Refusal {
            sheet.withLock { ($0.obstacle, $0.isComplete) = (.refused([refusal.sentence]), true) }
        } catch let refused as Refused {
            sheet.withLock { ($0.obstacle, $0.isComplete) = (.refused(refused.findings.map(\.sentence)), true) }
        } catch let failure as Workshop.BuildFailure {
            sheet.withLock {
                ($0.obstacle, $0.isComplete) = (.doesNotBuild(failure.sentence, errors: failure.errors), true)
            }
        }
        let result = sheet.withLock { $0 }
        try Interruption.check()
        try file?.write(result)
        try file?.show(result)
        return result
    }
}

/// Where a sheet goes.
struct SheetFile: Sendable {
    let format: SheetFormat
    /// Nil for standard output, when all is known.
    let path: String?

    /// Writes the sheet, so that there is never half of one.
    func write(_ sheet: ScoreSheet) throws {
        guard let path else { return }
        // Writing it as a whole puts a new file in the place of the old one, which may not be a device or a link.
        try Self.check(path)
        do { try format.render(sheet).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw CommandError("--out \(path) can't be written: \(error.localizedDescription)", status: 2)
        }
    }

    /// - Throws: `CommandError` if something is there that is no ordinary file.
    static func check(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
        throw CommandError(
            "--out \(path) is no ordinary file, and would be replaced by one: name a file, or leave --out away.",
            status: 2)
    }

    /// Shows the sheet to whoever has no file of it.
    func show(_ sheet: ScoreSheet) throws {
        guard path == nil else { return }
        FileHandle.standardOutput.write(try format.render(sheet))
    }
}
