import Foundation

/// The sheet for programs of one's own: all that is known, seeds included, so for the instructor alone.
enum JSONSheet {
    private struct Sheet: Encodable {
        struct Test: Encodable {
            let name: String
            let part: String
            let points: Int
            let maxPoints: Int
            let passed: Bool
            let seedsPassed: Int?
            let seeds: Int?
            let failedSeed: UInt64?
            let kind: String?
            let reason: String?
        }

        let submission: String
        let points: Int
        let maxPoints: Int
        let seeds: Int
        let complete: Bool
        let refused: [String]?
        let buildErrors: [String]?
        let notes: [String]
        let tests: [Test]
    }

    static func render(_ sheet: ScoreSheet) throws -> Data {
        var (refused, errors): ([String]?, [String]?) = (nil, nil)
        switch sheet.obstacle {
        case .refused(let reasons): refused = reasons
        case .doesNotBuild(let sentence, let lines): errors = [sentence] + lines
        case nil: break
        }
        let tests = sheet.lines.map { line in
            Sheet.Test(
                name: line.test.name, part: line.test.part, points: line.points, maxPoints: line.test.points,
                passed: line.isPassed, seedsPassed: line.verdict?.passes, seeds: line.verdict?.seeds,
                failedSeed: line.verdict?.seed, kind: line.verdict?.failure?.kind, reason: sheet.reason(for: line))
        }
        return try encode(
            Sheet(
                submission: sheet.name, points: sheet.points, maxPoints: sheet.maximum, seeds: sheet.seeds,
                complete: sheet.isComplete, refused: refused, buildErrors: errors, notes: sheet.notes, tests: tests))
    }

    /// A value as JSON, the same for the same value.
    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }
}
