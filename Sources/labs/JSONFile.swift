import Foundation

/// Writes a value to the file that `--json FILE` names, if it was given.
/// - Throws: `CommandError` if the file can't be written.
func writeJSON(_ value: some Encodable, to path: String?) throws {
    guard let path else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
        try encoder.encode(value).write(to: URL(fileURLWithPath: path))
    } catch {
        throw CommandError("--json \(path) can't be written: \(error.localizedDescription)")
    }
}
