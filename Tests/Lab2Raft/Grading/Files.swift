import Foundation

/// A new path for a file, which is removed when the test is over.
func temporaryPath() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("quorum-\(UUID().uuidString).jsonl").path
}

/// The objects in a results file, and what isn't one as an error.
func lines(of path: String) throws -> [[String: Any]] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return try text.split(separator: "\n").map { line in
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        guard let object = object as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
        return object
    }
}
