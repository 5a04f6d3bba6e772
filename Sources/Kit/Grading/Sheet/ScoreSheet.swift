import Foundation

/// What a submission came to: the points of each test, and why.
package struct ScoreSheet: Codable, Equatable, Sendable {
    /// One test.
    package struct Line: Codable, Equatable, Sendable {
        package let test: Exam.Test
        /// What is known of it; nil if it has not been run.
        package let verdict: Verdict?

        /// The points that were earned: all, or none.
        package var points: Int { verdict?.isPassed == true ? test.points : 0 }
        /// Whether it passed.
        package var isPassed: Bool { verdict?.isPassed == true }
    }

    /// Why there are no verdicts.
    package enum Obstacle: Codable, Equatable, Sendable {
        /// It was not taken in, or not let run; each reason in a sentence.
        case refused([String])
        /// It doesn't build: a sentence, and what the compiler said.
        case doesNotBuild(String, errors: [String])
    }

    /// What the submission is called.
    package let name: String
    package var lines: [Line]
    package var obstacle: Obstacle?
    /// How many seeds each test had to pass.
    package let seeds: Int
    /// What an instructor should know: layers of the sandbox that were missing, runs that went differently when they were repeated.
    package var notes: [String]
    /// Whether all tests have a verdict.
    package var isComplete = false

    /// - Parameters:
    ///   - name: what the submission is called.
    ///   - exam: what it was asked.
    ///   - seeds: how many of each test.
    ///   - notes: what is known before it began.
    package init(_ name: String, exam: Exam, seeds: Int, notes: [String]) {
        self.name = name.capped
        lines = exam.tests.map { Line(test: $0, verdict: nil) }
        self.seeds = seeds
        self.notes = notes
    }

    /// Enters what is known by now.
    package mutating func enter(_ verdicts: [String: Verdict]) {
        lines = lines.map { Line(test: $0.test, verdict: verdicts[$0.test.name] ?? $0.verdict) }
    }

    /// The points that were earned.
    package var points: Int { lines.reduce(0) { $0 + $1.points } }
    /// The points that could be earned.
    package var maximum: Int { lines.reduce(0) { $0 + $1.test.points } }

    /// For each part, in order, its lines.
    package var parts: [(name: String, lines: [Line])] {
        Dictionary(grouping: lines, by: \.test.part).sorted { $0.key < $1.key }.map { (name: $0.key, lines: $0.value) }
    }

    /// Why a test has no points, for whoever handed the submission in; nil if it has them.
    package func reason(for line: Line) -> String? {
        if line.isPassed { return nil }
        switch obstacle {
        case .refused(let reasons): return "The submission was refused: \(reasons.first ?? "")".capped
        case .doesNotBuild(let sentence, _): return "The submission was not run: \(sentence)".capped
        case nil: break
        }
        guard let verdict = line.verdict, let failure = verdict.failure else { return "It has not been run yet." }
        var text = "\(failure.kind): \(failure.message)"
        if let section = failure.section { text += "\nPaper: \(section)" }
        if let question = failure.question { text += "\nAsk yourself: \(question)" }
        return text.capped
    }
}
