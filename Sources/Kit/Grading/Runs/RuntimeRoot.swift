import Foundation

/// A folder that holds all that a run may see: the libraries that the graders are linked with, and places for devices.
package struct RuntimeRoot: Sendable {
    package let path: String

    /// Fills the folder, once for each build of the kit.
    /// - Parameters:
    ///   - path: the folder.
    ///   - bundle: graders built without a submission: the loader looks at it to name the libraries.
    /// - Throws: what the file system says.
    package init(_ path: String, for bundle: String) throws {
        self.path = path
        let files = FileManager.default
        for folder in ["dev", "proc"] {
            try files.createDirectory(atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
        }
        for file in ["bundle", "dev/null", "dev/zero", "dev/urandom"] where !files.fileExists(atPath: "\(path)/\(file)")
        {
            _ = files.createFile(atPath: "\(path)/\(file)", contents: nil, attributes: [.posixPermissions: 0o755])
        }
        for library in try Self.libraries(of: bundle) where !files.fileExists(atPath: path + library) {
            let folder = URL(fileURLWithPath: path + library).deletingLastPathComponent().path
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try files.copyItem(
                atPath: URL(fileURLWithPath: library).resolvingSymlinksInPath().path, toPath: path + library)
        }
    }

    private static func libraries(of bundle: String) throws -> [String] {
        let listed = try Tool.run(["ldd", bundle])
        return listed.output.split(separator: "\n").compactMap { line in
            line.split(separator: " ").first { $0.hasPrefix("/") || $0.hasPrefix("\t/") }
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }
}
