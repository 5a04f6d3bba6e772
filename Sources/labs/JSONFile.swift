import Foundation

/// Writes a value to the file that an environment variable names, if it names one.
/// - Throws: `CommandError` if the file can't be written.
func writeJSON(_ value: some Encodable, to variable: String) throws {
    guard let path = ProcessInfo.processInfo.environment[variable], !path.isEmpty else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
        try encoder.encode(value).write(to: URL(fileURLWithPath: path))
    } catch {
        throw CommandError("\(variable)=\(path) can't be written: \(error.localizedDescription)")
    }
}
