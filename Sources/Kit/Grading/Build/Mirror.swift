import Foundation

/// Makes one folder like another, and touches only the files that differ: what keeps its date isn't compiled again.
enum Mirror {
    /// - Parameters:
    ///   - source: the folder to copy.
    ///   - target: the folder that becomes like it.
    ///   - isWanted: whether a file or a folder in it, named from there, is copied.
    /// - Returns: whether anything differed.
    /// - Throws: what the file system says.
    @discardableResult
    static func update(_ target: String, from source: String, where isWanted: (String) -> Bool = { _ in true }) throws
        -> Bool
    {
        try update(target, source, "", isWanted)
    }

    private static func update(_ target: String, _ source: String, _ place: String, _ isWanted: (String) -> Bool) throws
        -> Bool
    {
        let files = FileManager.default
        func isFolder(_ path: String) -> Bool {
            var isFolder: ObjCBool = false
            return files.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
        }
        try files.createDirectory(atPath: target, withIntermediateDirectories: true)
        let names = try files.contentsOfDirectory(atPath: source).filter { isWanted(place + $0) }.sorted()
        var differs = false
        for name in try files.contentsOfDirectory(atPath: target) where !names.contains(name) {
            try files.removeItem(atPath: "\(target)/\(name)")
            differs = true
        }
        for name in names {
            let (old, new) = ("\(target)/\(name)", "\(source)/\(name)")
            if isFolder(new) {
                if !isFolder(old) { try? files.removeItem(atPath: old) }
                if try update(old, new, "\(place)\(name)/", isWanted) { differs = true }
            } else if !files.contentsEqual(atPath: new, andPath: old) {
                try? files.removeItem(atPath: old)
                try files.copyItem(atPath: new, toPath: old)
                differs = true
            }
        }
        return differs
    }

    /// Makes a folder hold just these files.
    /// - Parameter contents: for each path in it, what the file holds.
    /// - Throws: what the file system says.
    static func write(_ contents: [String: Data], to target: String) throws {
        let files = FileManager.default
        try? files.removeItem(atPath: target)
        for (path, data) in contents {
            let url = URL(fileURLWithPath: "\(target)/\(path)")
            try files.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try data.write(to: url)
        }
    }
}
