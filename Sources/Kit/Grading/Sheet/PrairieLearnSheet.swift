import Foundation

/// `results.json` of PrairieLearn's external grader. Points show only if every test has both; a submission that can't be graded
/// doesn't cost an attempt.
enum PrairieLearnSheet {
    private struct Results: Encodable {
        struct Test: Encodable {
            let name: String
            let description: String
            let points: Int
            let max_points: Int
            let message: String
        }

        let gradable: Bool
        let score: Double?
        let message: String
        let format_errors: [String]?
        let tests: [Test]?
    }

    static func render(_ sheet: ScoreSheet) throws -> Data {
        if let obstacle = sheet.obstacle {
            return try JSONSheet.encode(
                Results(
                    gradable: false, score: nil, message: sheet.summary, format_errors: obstacle.sentences, tests: nil))
        }
        let tests = sheet.lines.map { line in
            Results.Test(
                name: line.test.name, description: line.test.part, points: line.points, max_points: line.test.points,
                message: sheet.reason(for: line) ?? "")
        }
        let score = sheet.maximum == 0 ? 0 : Double(sheet.points) / Double(sheet.maximum)
        return try JSONSheet.encode(
            Results(gradable: true, score: score, message: sheet.summary, format_errors: nil, tests: tests))
    }
}
