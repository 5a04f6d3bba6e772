import Foundation

/// The models of which histories can be kept in files.
public enum FileModel: String, CaseIterable, Sendable {
    /// `CompareAndSetRegister`.
    case compareAndSetRegister = "cas-register"
    /// `KeyValueModel`.
    case keyValue = "key-value"
}

/// A history that was read from a file of any format known here; the content tells which one it is.
public enum HistoryFile: Sendable {
    /// A history without operations, of whatever model.
    case empty
    /// A history of one register; its times are numbers of lines, or what the file says.
    case register([ClientOperation<CompareAndSetRegister.Input, CompareAndSetRegister.Output>], times: TimeUnit)
    /// A history of a key/value store.
    case keyValue([ClientOperation<KeyValueModel.Input, KeyValueModel.Output>], times: TimeUnit)

    /// Reads a `JepsenRegisterLog`, a `JepsenKeyValueLog` or `HistoryLines`.
    /// - Parameters:
    ///   - data: the bytes of the file.
    ///   - model: what the history must be about; nil if the content tells.
    /// - Throws: `HistoryFileError` with the line that can't be understood, also if it is about another model.
    public init(_ data: Data, model: FileModel? = nil) throws(HistoryFileError) {
        let text = try decoded(data)
        let content = lines(of: text).enumerated().filter { !$0.element.allSatisfy(\.isWhitespace) }
        guard let first = content.first else {
            self = .empty
            return
        }
        let start = first.element.drop(while: \.isWhitespace)
        if start.hasPrefix("{:") {
            self = .keyValue(try JepsenKeyValueLog.read(text), times: .lines)
        } else if start.hasPrefix("{") {
            self = try HistoryLines.read(text)
        } else if content.contains(where: { $0.element.contains(JepsenRegisterLog.mark) }) {
            self = .register(try JepsenRegisterLog.read(text), times: .lines)
        } else {
            throw HistoryFileError(
                line: first.offset + 1,
                reason: "this is no history: neither a line of Jepsen's logs nor a JSON object on a line.")
        }
        if let model, let found = self.model, model != found {
            throw HistoryFileError(
                line: first.offset + 1, reason: "this is a history of \(found.rawValue), not of \(model.rawValue).")
        }
    }

    /// What the history is about; nil if it is empty.
    public var model: FileModel? {
        switch self {
        case .empty: nil
        case .register: .compareAndSetRegister
        case .keyValue: .keyValue
        }
    }
}

/// - Throws: `HistoryFileError` with the first line that is no text.
private func decoded(_ data: Data) throws(HistoryFileError) -> String {
    if let text = String(data: data, encoding: .utf8) { return text }
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(data: $0, encoding: .utf8) == nil } ?? 0
    throw HistoryFileError(line: line + 1, reason: "this is no text in UTF-8.")
}

/// The lines of a text, whether they end as on Unix or as on Windows.
func lines(of text: String) -> [Substring] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
}
