import Foundation

/// What has a short form of its own for a trace.
package protocol BriefConvertible {
    var brief: String { get }
}

/// A value on one line, short enough for a trace: bytes as text where they are text, long lists by their ends.
package func brief(_ value: Any) -> String {
    // Not 'as? [UInt8]' alone: any empty array passes for one.
    if type(of: value) == [UInt8].self, let bytes = value as? [UInt8] { return briefBytes(bytes) }
    if let data = value as? Data { return briefBytes(Array(data)) }
    if let value = value as? any BriefConvertible { return value.brief }
    if let text = value as? String { return clipped(text).debugDescription }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
        return mirror.children.first.map { brief($0.value) } ?? "nil"
    case .dictionary:
        return briefList(mirror.children.map { briefEntry($0.value) }.sorted())
    case .collection, .set:
        return briefList(mirror.children.map { brief($0.value) })
    case .struct, .class, .tuple:
        let name = mirror.displayStyle == .tuple ? "" : String(describing: type(of: value))
        return "\(name)(\(briefFields(mirror)))"
    case .enum:
        guard let payload = mirror.children.first else { return String(describing: value) }
        let fields = Mirror(reflecting: payload.value)
        let inner = fields.displayStyle == .tuple ? briefFields(fields) : brief(payload.value)
        return "\(payload.label ?? "")(\(inner))"
    default:
        return clipped(String(describing: value))
    }
}

/// A key and its value.
private func briefEntry(_ entry: Any) -> String {
    Mirror(reflecting: entry).children.map { brief($0.value) }.joined(separator: ": ")
}

private func briefFields(_ mirror: Mirror) -> String {
    mirror.children
        .map { child in
            guard let label = child.label, !label.hasPrefix(".") else { return brief(child.value) }
            return "\(label): \(brief(child.value))"
        }
        .joined(separator: ", ")
}

private func briefList(_ items: [String]) -> String {
    guard items.count > 3 else { return "[\(items.joined(separator: ", "))]" }
    return "[\(items[0]), … \(items.count - 2) more …, \(items[items.count - 1])]"
}

package func briefBytes(_ bytes: [UInt8]) -> String {
    let isText = !bytes.isEmpty && bytes.allSatisfy { (0x20..<0x7f).contains($0) }
    return isText ? "'\(clipped(String(decoding: bytes, as: UTF8.self)))'" : "\(bytes.count) bytes"
}

private func clipped(_ text: String) -> String {
    text.count > 40 ? "\(text.prefix(30))… (\(text.count) characters)" : text
}
