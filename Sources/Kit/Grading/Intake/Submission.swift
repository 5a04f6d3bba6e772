import Foundation

/// The source files of a submission, read once. What is built later is these bytes, whatever becomes of the folder.
package struct Submission: Sendable {
    /// How much source a submission may have. The reference has 32 files of 150 kB together.
    package struct Limits: Sendable {
        package var bytesOfFile = 262_144
        package var bytes = 2_097_152
        package var files = 400
        package var depth = 8

        package init() {}
    }

    /// For each path, such as `Lab2Raft/Raft.swift`, what the file holds.
    package private(set) var files: [String: Data] = [:]

    private let limits: Limits
    private var bytes = 0

    /// Reads a directory of the shape of `Labs`. A copy of the students' repository will do, too: then its `Labs` is meant.
    /// What is in no lab's folder isn't looked at.
    /// - Parameters:
    ///   - directory: where it is.
    ///   - labs: the names of the folders that count.
    ///   - limits: how much of it is too much.
    /// - Throws: `Refusal`, if something is in those folders that is not plain Swift.
    package init(directory: String, labs: [String], limits: Limits = Limits()) throws {
        self.limits = limits
        guard try Entry(directory, shownAs: nil, followsLinks: true).kind == .folder else {
            throw Refusal(nil, "the submission \(directory.debugDescription) is no folder.")
        }
        var root = directory
        if !labs.contains(where: { Entry.exists("\(root)/\($0)") }), Entry.exists("\(root)/Labs") { root += "/Labs" }
        for lab in labs where Entry.exists("\(root)/\(lab)") {
            guard try Entry("\(root)/\(lab)", shownAs: lab).kind == .folder else {
                throw Refusal(lab, "is no folder: a lab is a folder of Swift files, and no link.")
            }
            try read(folder: "\(root)/\(lab)", as: lab, depth: 1)
        }
        guard !files.isEmpty else {
            throw Refusal(nil, "the submission holds no Swift file in \(labs.joined(separator: ", ")).")
        }
    }

    /// The labs that it has files of.
    package var labs: Set<String> { Set(files.keys.map { String($0.prefix { $0 != "/" }) }) }

    private mutating func read(folder: String, as name: String, depth: Int) throws {
        guard depth <= limits.depth else {
            throw Refusal(name, "lies deeper than \(limits.depth) folders: put it nearer to the lab's folder.")
        }
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw Refusal(name, "can't be read.")
        }
        // What begins with a dot SwiftPM doesn't see, and file managers leave such things behind.
        for entry in entries.sorted() where !entry.hasPrefix(".") {
            let place = "\(name)/\(entry)"
            let found = try Entry("\(folder)/\(entry)", shownAs: place)
            if let problem = Self.problem(of: entry, found.kind) { throw Refusal(place, problem) }
            if found.kind == .folder {
                try read(folder: "\(folder)/\(entry)", as: place, depth: depth + 1)
            } else if entry.hasSuffix(".swift") {
                try add(found, from: "\(folder)/\(entry)", as: place)
            }
        }
    }

    private mutating func add(_ entry: Entry, from path: String, as place: String) throws {
        guard files.count < limits.files else {
            throw Refusal(nil, "the submission has more than \(limits.files) files.")
        }
        guard entry.size <= limits.bytesOfFile else {
            throw Refusal(place, "has \(entry.size) bytes; a file may have \(limits.bytesOfFile).")
        }
        bytes += entry.size
        guard bytes <= limits.bytes else {
            throw Refusal(nil, "the submission has more than \(limits.bytes) bytes of source.")
        }
        let data = try Entry.contents(of: path, atMost: limits.bytesOfFile, shownAs: place)
        guard String(validating: data, as: UTF8.self) != nil else { throw Refusal(place, "is no UTF-8 text.") }
        files[place] = data
    }

    // MARK: - Names

    private static let nameCharacters = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+. ")
    private static let foreign: Set<String> = [
        "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx", "m", "mm", "s", "asm", "o", "a", "so", "modulemap",
        "swiftmodule", "swiftinterface", "apinotes", "xcdatamodeld", "metal", "def",
    ]

    /// What is wrong with an entry of a lab's folder, besides its contents; nil if nothing is.
    private static func problem(of name: String, _ kind: Entry.Kind) -> String? {
        let suffix = name.contains(".") ? name.split(separator: ".").last.map { $0.lowercased() } ?? "" : ""
        switch kind {
        case .link: return "is a link: hand in the file itself."
        case .other: return "is neither a file nor a folder: hand in Swift files."
        case .folder, .file: break
        }
        if kind == .file, name.lowercased() == "main.swift" {
            return "would make the lab a program: give the file another name."
        }
        if kind == .file, name.lowercased() == "package.swift" || (name.hasPrefix("Package@") && suffix == "swift") {
            return "is a manifest: the kit has its own."
        }
        if name.hasPrefix("-") || !name.allSatisfy(nameCharacters.contains) {
            return "has a name that the build can't take: use letters, digits, '_', '-', '+', '.' and spaces."
        }
        if kind == .folder, suffix == "xcassets" || suffix == "docc" {
            return "is no folder of Swift files: SwiftPM would take it for something else."
        }
        guard kind == .file else { return nil }
        if foreign.contains(suffix) { return "is no Swift: a lab is written in Swift alone." }
        return nil
    }
}

/// One entry of a folder, as it is now.
private struct Entry {
    enum Kind { case file, folder, link, other }

    let kind: Kind
    let size: Int

    /// - Throws: `Refusal` if there is nothing.
    init(_ path: String, shownAs place: String?, followsLinks: Bool = false) throws {
        var status = stat()
        guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else {
            throw Refusal(place, place == nil ? "there is no submission \(path.debugDescription)." : "can't be read.")
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .link
        default: kind = .other
        }
        size = Int(status.st_size)
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Reads a file that was one a moment ago, and may not have become a link or a pipe since.
    static func contents(of path: String, atMost limit: Int, shownAs place: String) throws -> Data {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Refusal(place, "can't be read.") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let data = try? file.read(upToCount: limit + 1) ?? Data(), data.count <= limit
        else { throw Refusal(place, "changed while it was read.") }
        return data
    }
}
