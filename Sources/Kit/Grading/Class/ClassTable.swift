import Foundation

/// What a class came to.
package struct ClassTable {
    private let sheets: [ScoreSheet]
    private let parts: [String]

    /// - Parameter sheets: those of all who handed something in.
    package init(_ sheets: [ScoreSheet]) {
        self.sheets = sheets.sorted { $0.name < $1.name }
        parts = Set(sheets.flatMap { $0.parts.map(\.name) }).sorted()
    }

    /// For people: a line for each, and what stood in the way of points.
    package var text: String {
        let width = max(10, sheets.map(\.name.count).max() ?? 0)
        func row(_ name: String, _ values: [String]) -> String {
            let columns = values.map { String(repeating: " ", count: max(0, 7 - $0.count)) + $0 }
            return name.padding(toLength: width, withPad: " ", startingAt: 0) + columns.joined()
        }
        var lines = [row("", parts + ["all"])]
        for sheet in sheets {
            let remark =
                sheet.obstacle.map { "  \($0.sentences.first ?? "")" } ?? (sheet.isComplete ? "" : "  not complete")
            lines.append(row(sheet.name, values(sheet)) + remark.split(separator: "\n").joined(separator: " "))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// For tables (RFC 4180). A cell that a spreadsheet would compute has an apostrophe before it.
    package var csv: String {
        let header = ["submission"] + parts + ["points", "maximum", "complete", "remark"]
        let rows = sheets.map { sheet in
            [sheet.name] + values(sheet)
                + ["\(sheet.maximum)", sheet.isComplete ? "yes" : "no", sheet.obstacle?.sentences.first ?? ""]
        }
        return ([header] + rows).map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private func values(_ sheet: ScoreSheet) -> [String] {
        let points = Dictionary(
            uniqueKeysWithValues: sheet.parts.map { ($0.name, $0.lines.reduce(0) { $0 + $1.points }) })
        return parts.map { points[$0].map(String.init) ?? "" } + ["\(sheet.points)"]
    }

    private static func cell(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let safe = (isFormula ? "'" : "") + text
        guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
        return "\"" + safe.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
}
