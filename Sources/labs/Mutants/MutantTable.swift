import Foundation

/// The table of what came of mutants.
enum MutantTable {
    static func row(_ verdict: Verdict) -> String {
        let mutant = verdict.mutant
        let end =
            verdict.killer.map { "killed by \(short($0.test)) at seed \($0.seed) (\($0.property))" }
            ?? (!verdict.reachedBy.isEmpty ? "SURVIVED" : "SURVIVED, and no test runs it")
        return "\(padded(mutant.place, 34)) \(padded(mutant.kind, 18)) \(padded(end, 70)) \(mutant.change)"
    }

    static func summary(
        _ verdicts: [Verdict], dropped: [(mutant: Mutant, reason: String)], _ explained: ExplainedSurvivors,
        _ hunt: MutantHunt
    ) -> String {
        let kinds = Dictionary(grouping: verdicts, by: \.mutant.kind)
        let files = Dictionary(grouping: verdicts, by: \.mutant.file)
        let sections = [("operator", kinds), ("file", files), ("", ["all": verdicts])].map { title, groups in
            ([head(title)] + groups.sorted { $0.key < $1.key }.map { row($0.key, $0.value, explained) })
                .joined(separator: "\n")
        }
        let processor = Memory.processorSeconds(of: .children)
        let times = String(format: "%.0f s, and %.0f s of the processors", hunt.seconds, processor)
        return """

            \(sections.joined(separator: "\n\n"))

            \(dropped.count) more do not compile\(reasons(dropped)).
            This hunt took \(times), what was built included.
            """
    }

    private static func head(_ title: String) -> String {
        padded(title, 34) + ["mutants", "killed", "explained", "survived", "rate"].map { right($0) }.joined()
    }

    private static func row(_ name: String, _ verdicts: [Verdict], _ explained: ExplainedSurvivors) -> String {
        let killed = verdicts.count { $0.killer != nil }
        let known = verdicts.count { $0.killer == nil && explained.explain($0.mutant) }
        let rate = String(format: "%.1f %%", 100 * Double(killed) / Double(max(1, verdicts.count)))
        let numbers = [verdicts.count, killed, known, verdicts.count - killed - known]
        return padded(name, 34) + (numbers.map { "\($0)" } + [rate]).map { right($0) }.joined()
    }

    /// The compiler's most frequent words.
    private static func reasons(_ dropped: [(mutant: Mutant, reason: String)]) -> String {
        let counts = Dictionary(grouping: dropped) { $0.reason.replacing(/'[^']*'/, with: "...") }.mapValues(\.count)
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return sorted.isEmpty ? "" : ": " + sorted.prefix(4).map { "\($0.key) (\($0.value))" }.joined(separator: "; ")
    }

    private static func short(_ test: String) -> String { String(test.split(separator: "/").last ?? "") }

    private static func padded(_ text: String, _ width: Int) -> String {
        text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
    }

    private static func right(_ text: String) -> String {
        String(repeating: " ", count: max(1, 10 - text.count)) + text
    }
}
