import Foundation

/// The submissions of a class: the folders and archives of one directory, as Gradescope and Moodle hand them out.
package enum ClassList {
    /// One submission.
    package struct Entry: Equatable, Sendable {
        /// Its folder's or its archive's name, without what ends the name of an archive.
        package let name: String
        package let path: String
        /// Nil for a folder.
        let archive: Archive?
    }

    /// What archives there are, by how their names end.
    enum Archive: String, CaseIterable {
        case zip = ".zip"
        case tar = ".tar.gz"
        case tgz = ".tgz"
    }

    /// The most bytes that an archive may hold, and the most of one file in it. Both are far more than a submission may have: a
    /// copy of the whole repository will do.
    private static let limit = 64 << 20
    private static let limitOfFile = 8 << 20

    /// The submissions of a directory, by name.
    /// - Parameters:
    ///   - directory: where they are.
    ///   - shard: take only each so-many-th of them, beginning with this one, counted from 1.
    /// - Throws: `Refusal` if there are none, or two have one name.
    package static func entries(of directory: String, shard: (number: Int, count: Int) = (1, 1)) throws -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let entries = names.sorted().compactMap { name -> Entry? in
            let path = "\(directory)/\(name)"
            if name.hasPrefix(".") { return nil }
            if let archive = Archive.allCases.first(where: { name.lowercased().hasSuffix($0.rawValue) }) {
                return Entry(name: String(name.dropLast(archive.rawValue.count)), path: path, archive: archive)
            }
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            return isThere && isFolder.boolValue ? Entry(name: name, path: path, archive: nil) : nil
        }
        guard !entries.isEmpty else {
            throw Refusal(nil, "\(directory.debugDescription) holds no submission: no folder, .zip or .tar.gz.")
        }
        for (entry, next) in zip(entries, entries.dropFirst()) where entry.name == next.name {
            throw Refusal(nil, "two submissions are called \(entry.name.debugDescription): rename one of them.")
        }
        return entries.enumerated().filter { $0.offset % shard.count == shard.number - 1 }.map(\.element)
    }

    /// The folder of a submission.
    /// - Parameters:
    ///   - entry: the submission.
    ///   - place: an archive is unpacked there, in place of whatever was there before.
    ///   - labs: the folders that a submission has; it may lie within one folder more.
    /// - Throws: `Refusal` if the archive can't be unpacked.
    package static func folder(of entry: Entry, unpackedTo place: String, labs: [String]) throws -> String {
        guard let archive = entry.archive else { return root(of: entry.path, labs) }
        let files = FileManager.default
        try? files.removeItem(atPath: place)
        try files.createDirectory(atPath: place, withIntermediateDirectories: true)
        guard let size = try size(of: entry.path, archive) else { throw Refusal(nil, "the archive can't be read.") }
        guard size <= limit else { throw Refusal(nil, "the archive holds \(size) bytes; it may hold \(limit).") }
        let limits = ["prlimit", "--fsize=\(limitOfFile)", "--cpu=20"]
        let words =
            switch archive {
            case .zip: ["unzip", "-q", "-o", entry.path, "-d", place]
            case .tar, .tgz:
                ["tar", "--extract", "--gzip", "--no-same-owner", "--file", entry.path, "--directory", place]
            }
        let unpacked = try Tool.run(limits + words, patience: .seconds(30))
        guard unpacked.ending == .status(0) else { throw Refusal(nil, "the archive can't be unpacked.") }
        return root(of: place, labs)
    }

    /// How many bytes an archive says it holds; nil if it says nothing that can be understood.
    private static func size(of path: String, _ archive: Archive) throws -> Int? {
        switch archive {
        case .zip:
            let listed = try Tool.run(["unzip", "-Zt", path], patience: .seconds(30))
            return listed.output.firstMatch(of: /, ([0-9]+) bytes uncompressed/).flatMap { Int($0.output.1) }
        case .tar, .tgz:
            let listed = try Tool.run(["tar", "--list", "--verbose", "--gzip", "--file", path], patience: .seconds(30))
            guard listed.ending == .status(0) else { return nil }
            // Rights, owner, size, date, time, name.
            let sizes = listed.output.split(separator: "\n").compactMap { line in
                line.split(separator: " ").dropFirst(2).first.flatMap { Int($0) }
            }
            return sizes.reduce(0, +)
        }
    }

    /// A submission may lie in a folder of its archive's name, as archives of repositories do.
    private static func root(of folder: String, _ labs: [String]) -> String {
        var folder = folder
        for _ in 0..<3 {
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
                .filter { !$0.hasPrefix(".") && $0 != "__MACOSX" }
            guard let name = names.first, names.count == 1, name != "Labs", !labs.contains(name) else { break }
            folder += "/\(name)"
        }
        return folder
    }
}
