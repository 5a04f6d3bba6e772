import Foundation

/// Files in folders.
enum Folder {
    /// Copies the files that differ, so that the others keep their dates and aren't compiled again.
    static func copyChanged(from old: String, to new: String) throws {
        let manager = FileManager.default
        try manager.createDirectory(atPath: new, withIntermediateDirectories: true)
        let names = try manager.contentsOfDirectory(atPath: old)
        for name in try manager.contentsOfDirectory(atPath: new) where !names.contains(name) {
            try manager.removeItem(atPath: "\(new)/\(name)")
        }
        for name in names where !manager.contentsEqual(atPath: "\(old)/\(name)", andPath: "\(new)/\(name)") {
            try? manager.removeItem(atPath: "\(new)/\(name)")
            try manager.copyItem(atPath: "\(old)/\(name)", toPath: "\(new)/\(name)")
        }
    }

    static func isNewer(_ path: String, than other: String) throws -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { return false }
        return try date(path) > date(other)
    }

    private static func date(_ path: String) throws -> Date {
        try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date ?? .distantPast
    }
}
