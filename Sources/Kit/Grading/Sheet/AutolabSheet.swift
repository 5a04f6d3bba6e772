import Foundation

/// What Autolab reads: the last line of standard output, with the points of each part.
enum AutolabSheet {
    private struct Scores: Encodable {
        let scores: [String: Int]
        let scoreboard: [Int]
    }

    static func render(_ sheet: ScoreSheet) throws -> Data {
        let scores = sheet.parts.map { part in (part.name, part.lines.reduce(0) { $0 + $1.points }) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = try encoder.encode(
            Scores(scores: Dictionary(uniqueKeysWithValues: scores), scoreboard: [sheet.points]))
        return Data(TextSheet.render(sheet).utf8) + line + Data("\n".utf8)
    }
}
