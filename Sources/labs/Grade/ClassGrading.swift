import Foundation
import Grading

/// `labs grade --class DIR --to OUT`: grades a class, one submission after the other, and goes on where it stopped.
struct ClassGrading {
    let grading: SubmissionGrading
    let entries: [ClassList.Entry]
    let out: String

    /// Grades all that isn't graded yet. A submission that can't be graded has no points, and stops nobody.
    func grade() throws {
        let records = try ClassRecords(out)
        let start = ContinuousClock.now
        var graded = 0
        for (number, entry) in entries.enumerated() {
            let unpacked = Result { try folder(of: entry) }
            let fingerprint = try fingerprint(of: (try? unpacked.get()) ?? entry.path)
            if records.sheet(of: entry.name, fingerprint: fingerprint) == nil {
                let sheet = try sheet(of: entry, unpacked)
                try Interruption.check()
                try records.keep(sheet, of: entry.name, fingerprint: fingerprint)
                try records.writeTable()
                graded += 1
                let left =
                    (ContinuousClock.now - start) / .seconds(60) / Double(graded) * Double(entries.count - number - 1)
                note(
                    "\(number + 1) of \(entries.count): \(sheet.name) has \(sheet.points) of \(sheet.maximum) points, "
                        + "\(Int(left.rounded(.up))) min left")
            }
        }
        try records.writeTable()
        print(ClassTable(records.sheets).text, terminator: "")
        note("\(graded) graded, \(entries.count - graded) taken over; see \(out)/scores.csv, and reports there")
    }

    private func folder(of entry: ClassList.Entry) throws -> String {
        try ClassList.folder(
            of: entry, unpackedTo: "\(absolute(grading.options.home))/unpacked", labs: grading.labs.map(\.name))
    }

    private func sheet(of entry: ClassList.Entry, _ folder: Result<String, any Error>) throws -> ScoreSheet {
        do { return try grading.grade(folder.get(), as: entry.name, to: nil) } catch let refusal as Refusal {
            return grading.refused(entry.name, refusal.sentence)
        }
    }

    /// What a score depends on: the submission, the exam and the seeds.
    private func fingerprint(of path: String) throws -> String {
        var fingerprint = Fingerprint()
        fingerprint.add(try grading.fingerprint)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            try fingerprint.add(folder: path)
        } else {
            fingerprint.add(FileManager.default.contents(atPath: path) ?? Data())
        }
        return fingerprint.description
    }
}

/// `labs merge`: puts together what several machines graded.
func merge(_ arguments: inout Arguments) throws {
    guard let out = try arguments.option("--to") else {
        throw CommandError("--to OUT is missing.\n\(usage)", status: 2)
    }
    let folders = try arguments.rest()
    guard !folders.isEmpty else { throw CommandError("a FOLDER to merge is missing.\n\(usage)", status: 2) }
    let records = try ClassRecords(out)
    for folder in folders {
        do { try records.merge(folder) } catch {
            throw CommandError("\(folder) holds no records of labs grade --class.", status: 2)
        }
    }
    try records.writeTable()
    print(ClassTable(records.sheets).text, terminator: "")
}
