import Foundation

/// How a score sheet is written.
package enum SheetFormat: String, CaseIterable, Sendable {
    case text, json, junit, gradescope, classroom50, prairielearn, autolab

    /// The sheet as a file of this format.
    package func render(_ sheet: ScoreSheet) throws -> Data {
        switch self {
        case .text: Data(TextSheet.render(sheet).utf8)
        case .json: try JSONSheet.render(sheet)
        case .junit: Data(JUnitSheet.render(sheet).utf8)
        case .gradescope: try GradescopeSheet.render(sheet)
        case .classroom50:
            try ClassroomSheet.render(sheet, environment: ProcessInfo.processInfo.environment, date: Date())
        case .prairielearn: try PrairieLearnSheet.render(sheet)
        case .autolab: try AutolabSheet.render(sheet)
        }
    }
}

extension ScoreSheet {
    /// The points, and what stood in the way of them, for whoever handed the submission in.
    var summary: String {
        let score = "\(points) of \(maximum) points, with \(seeds) \(seeds == 1 ? "seed" : "seeds") for each test."
        return (obstacle.map { ([score] + $0.sentences).joined(separator: "\n") } ?? score).capped
    }
}

extension ScoreSheet.Obstacle {
    /// What it is, a sentence each.
    var sentences: [String] {
        switch self {
        case .refused(let reasons): reasons.map { "Refused: \($0)".capped }
        case .doesNotBuild(let sentence, let errors): ([sentence] + errors.dropFirst()).map(\.capped)
        }
    }
}
