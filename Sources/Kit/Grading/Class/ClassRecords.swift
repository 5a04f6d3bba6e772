import Foundation

/// The sheets of a class in a folder: what was graded stays, so that who was interrupted goes on where they stopped.
package struct ClassRecords {
    /// A sheet, with what it depends on.
    private struct Record: Codable {
        let fingerprint: String
        let sheet: ScoreSheet
    }

    private let folder: String

    /// - Parameter folder: where they are; it is made if there is none.
    /// - Throws: what the file system says.
    package init(_ folder: String) throws {
        self.folder = folder
        for name in ["records", "reports"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
    }

    /// The sheet of a submission that was graded to its end; nil if something has changed since.
    package func sheet(of name: String, fingerprint: String) -> ScoreSheet? {
        record("\(folder)/records/\(name).json").flatMap {
            $0.fingerprint == fingerprint && $0.sheet.isComplete ? $0.sheet : nil
        }
    }

    /// Keeps a sheet, and writes the report for whoever handed the submission in.
    /// - Throws: what the file system says.
    package func keep(_ sheet: ScoreSheet, of name: String, fingerprint: String) throws {
        try JSONSheet.encode(Record(fingerprint: fingerprint, sheet: sheet))
            .write(to: URL(fileURLWithPath: "\(folder)/records/\(name).json"), options: .atomic)
        try Data(TextSheet.render(sheet).utf8)
            .write(to: URL(fileURLWithPath: "\(folder)/reports/\(name).txt"), options: .atomic)
    }

    /// All sheets.
    package var sheets: [ScoreSheet] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/records")) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { record("\(folder)/records/\($0)")?.sheet }
    }

    /// Takes over the records of others, such as those of other machines.
    /// - Throws: what the file system says.
    package func merge(_ other: String) throws {
        for part in ["records", "reports"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(other)/\(part)") {
                try? FileManager.default.removeItem(atPath: "\(folder)/\(part)/\(name)")
                try FileManager.default.copyItem(
                    atPath: "\(other)/\(part)/\(name)", toPath: "\(folder)/\(part)/\(name)")
            }
        }
    }

    /// Writes the table of all, `scores.csv`.
    /// - Throws: what the file system says.
    package func writeTable() throws {
        try Data(ClassTable(sheets).csv.utf8).write(to: URL(fileURLWithPath: "\(folder)/scores.csv"), options: .atomic)
    }

    private func record(_ path: String) -> Record? {
        FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(Record.self, from: $0) }
    }
}
