import Foundation
import Linearizability

/// `labs check`: whether the histories in files are linearizable.
/// - Returns: the status to exit with: 0 if all are, 1 if one is not, 2 if a file can't be understood, 4 if the budget
///   ran out; 2 comes before 1, and 1 before 4.
func check(_ arguments: inout Arguments) throws -> Int32 {
    let options = try CheckOptions(&arguments)
    let results = options.files.map { file in
        let result = CheckedFile(file, options)
        result.print(options.format)
        return result
    }
    return [2, 1, 4].first { status in results.contains { $0.status == status } } ?? 0
}

/// How `labs check` was called.
struct CheckOptions {
    enum Format: String, CaseIterable { case text, json }

    let files: [String]
    let model: FileModel?
    let format: Format
    let budget: Int
    /// For each file, where its page is written.
    let pages: [String: URL]

    init(_ arguments: inout Arguments) throws {
        model = try arguments.choice("--model")
        format = try arguments.choice("--format") ?? .text
        let budgetText = try arguments.option("--budget") ?? "10000000"
        guard let budget = Int(budgetText), budget > 0 else {
            throw CommandError(
                "--budget \(budgetText) is not a number of steps; write a number from 1 on.", status: 2)
        }
        self.budget = budget
        let html = try arguments.option("--html")
        files = try arguments.rest()
        guard !files.isEmpty else { throw CommandError("a file to check is missing.\n\(usage)", status: 2) }
        pages = try html.map { [files] in try Self.pages(at: $0, for: files) } ?? [:]
    }

    /// One file's page is OUT itself, unless that is a folder; in a folder a page is called after its file.
    private static func pages(at out: String, for files: [String]) throws -> [String: URL] {
        let root = URL(fileURLWithPath: out)
        let isFolder = files.count > 1 || out.hasSuffix("/") || root.isDirectory
        var pages: [String: URL] = [:]
        for file in Set(files).sorted() {
            let name = URL(fileURLWithPath: file).lastPathComponent + ".html"
            let page = isFolder ? root.appendingPathComponent(name) : root
            if let other = pages.filter({ $0.value == page }).keys.min() {
                throw CommandError("\(other) and \(file) would have the same page \(page.path).", status: 2)
            }
            if files.contains(where: { URL(fileURLWithPath: $0).standardizedFileURL == page.standardizedFileURL }) {
                throw CommandError("--html \(out) would overwrite a history; name another file.", status: 2)
            }
            pages[file] = page
        }
        do {
            let folder = isFolder ? root : root.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandError("--html \(out) is no folder, and can't be made one.", status: 2)
        }
        return pages
    }
}

extension URL {
    fileprivate var isDirectory: Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}

extension Arguments {
    /// Takes `--name VALUE`, where the value is one of a few.
    /// - Throws: if it is another.
    fileprivate mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String
    ) throws -> Choice? {
        guard let text = try option(name) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let choices = Choice.allCases.map(\.rawValue).joined(separator: " or ")
        throw CommandError("\(name) \(text) is not known; write \(choices).", status: 2)
    }
}
