/// The sheet for people.
enum TextSheet {
    static func render(_ sheet: ScoreSheet) -> String {
        var lines = [
            "\(sheet.name): \(sheet.points) of \(sheet.maximum) points, with \(sheet.seeds) \(sheet.seeds == 1 ? "seed" : "seeds") for each test"
        ]
        switch sheet.obstacle {
        case .refused(let reasons): lines += ["  refused:"] + reasons.map { "    " + indented($0) }
        case .doesNotBuild(let sentence, let errors):
            lines += ["  \(indented(sentence))"] + errors.dropFirst().map { "    " + indented($0) }
        case nil:
            for part in sheet.parts { lines += section(part.name, part.lines, sheet) }
        }
        lines += sheet.notes.map { "  note: \(indented($0))" }
        if !sheet.isComplete { lines.append("  note: this is not complete: grading is not over, or was interrupted") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(_ part: String, _ entries: [ScoreSheet.Line], _ sheet: ScoreSheet) -> [String] {
        let earned = entries.reduce(0) { $0 + $1.points }
        let points = entries.reduce(0) { $0 + $1.test.points }
        let passed = entries.filter(\.isPassed).count
        let summary = "  \(part): \(earned) of \(points) points, \(passed) of \(entries.count) tests"
        return [summary]
            + entries.filter { !$0.isPassed }.map { entry in
                let method = entry.test.name.split(separator: "/").last ?? ""
                return "    \(method) (\(entry.test.points)): \(indented(sheet.reason(for: entry) ?? ""))"
            }
    }

    private static func indented(_ text: String) -> String {
        text.capped.split(separator: "\n").joined(separator: "\n        ")
    }
}
