import Foundation

/// `results.json` of Gradescope's autograder. Each test shows when grades are published, the score is the sum of the tests.
enum GradescopeSheet {
    private struct Results: Encodable {
        struct Test: Encodable {
            let name: String
            let score: Int
            let max_score: Int
            let status: String
            let output: String
            let output_format = "text"
            let tags: [String]
            let visibility = "visible"
        }

        let score: Int
        let output: String
        let output_format = "text"
        let visibility = "visible"
        let stdout_visibility = "hidden"
        let tests: [Test]
    }

    static func render(_ sheet: ScoreSheet) throws -> Data {
        let tests = sheet.lines.map { line in
            Results.Test(
                name: line.test.name, score: line.points, max_score: line.test.points,
                status: line.isPassed ? "passed" : "failed", output: sheet.reason(for: line) ?? "",
                tags: [line.test.part])
        }
        return try JSONSheet.encode(Results(score: sheet.points, output: sheet.summary, tests: tests))
    }
}
