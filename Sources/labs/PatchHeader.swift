import Foundation

/// The first lines of a patch, which say what it is: `Name: text`, up to the first line of the diff.
enum PatchHeader {
    /// What stands after each name. A line that begins with two spaces goes on with the one before.
    static func fields(_ names: [String], in text: String) -> [String: String] {
        var fields: [String: String] = [:]
        var last: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).prefix(while: { !isDiff($0) }) {
            let name = names.first { line.hasPrefix($0 + ": ") }
            if let name {
                fields[name] = String(line.dropFirst(name.count + 2))
                last = name
            } else if let last, line.hasPrefix("  ") {
                fields[last]! += " " + line.trimmingCharacters(in: .whitespaces)
            }
        }
        return fields
    }

    private static func isDiff(_ line: Substring) -> Bool { line.hasPrefix("diff ") || line.hasPrefix("--- ") }
}
