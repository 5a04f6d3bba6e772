import Foundation

/// `result.json` of Classroom 50. What only the classroom knows is taken from the environment that its workflow sets.
enum ClassroomSheet {
    private struct Result: Encodable {
        struct Test: Encodable {
            let name: String
            let passed: Bool
            let score: Int
            let maximum: Int

            enum CodingKeys: String, CodingKey {
                case name = "test-name"
                case passed, score
                case maximum = "max-score"
            }
        }

        let schema = "classroom50/result/v1"
        let classroom, assignment, assignment_type, owner, submission, commit, release, review, datetime: String
        let score: Int
        let maximum: Int
        let tests: [Test]

        enum CodingKeys: String, CodingKey {
            case schema, classroom, assignment, assignment_type, owner, submission, commit, release, review, datetime
            case score, tests
            case maximum = "max-score"
        }
    }

    /// - Parameters:
    ///   - environment: for each key `KEY` a variable `CLASSROOM50_KEY`; what is missing is empty.
    ///   - date: the time of grading.
    static func render(_ sheet: ScoreSheet, environment: [String: String], date: Date) throws -> Data {
        func value(_ key: String) -> String { (environment["CLASSROOM50_\(key.uppercased())"] ?? "").capped }
        let tests = sheet.lines.map { line in
            Result.Test(name: line.test.name, passed: line.isPassed, score: line.points, maximum: line.test.points)
        }
        return try JSONSheet.encode(
            Result(
                classroom: value("classroom"), assignment: value("assignment"),
                assignment_type: value("assignment_type"), owner: value("owner"), submission: value("submission"),
                commit: value("commit"), release: value("release"), review: value("review"),
                datetime: date.ISO8601Format(), score: sheet.points, maximum: sheet.maximum, tests: tests))
    }
}
