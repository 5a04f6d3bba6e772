import Foundation
import Synchronization

/// What the tests of this process came to: the score at the end, part by part, and what was said once and need not be said
/// again.
struct Gradebook: Sendable {
    /// What came of one test.
    package struct Entry: Sendable {
        /// `Target.Class/method`.
        let test: String
        let points: Int
        /// How many seeds were run, and how many of them failed.
        let seeds, failures: Int
        /// The rule that the first run broke that failed.
        let rule: String
        /// Of the runs that failed the shortest, which has the fewest events to read: its seed, and the steps that it took.
        let seed: UInt64
        let steps: Int
    }

    /// That of this process.
    package static let current = Mutex(Gradebook())

    /// In the order in which the tests ran.
    package private(set) var entries: [Entry] = []
    private var beginners: [Beginning: String] = [:]

    /// Adds a test that is over.
    package mutating func record(_ results: [RunResult], of test: String, points: Int) {
        let failures = results.filter { $0.failure != nil }
        let shortest = failures.min { $0.steps < $1.steps }
        entries.append(
            Entry(
                test: test, points: points, seeds: results.count, failures: failures.count,
                rule: failures.first?.failure?.kind.rawValue ?? "", seed: shortest?.seed ?? 0,
                steps: shortest?.steps ?? 0))
    }

    /// A test failed, because nothing is written yet.
    /// - Returns: the test that failed for the same reason first, if there was one.
    mutating func firstTest(without beginning: Beginning, or test: String) -> String? {
        if let first = beginners[beginning] { return first }
        beginners[beginning] = test
        return nil
    }

    /// The score, with the command for the next step; nil if no test ran. What did not run is not claimed.
    /// - Parameters:
    ///   - isOver: whether all tests that were asked for have run.
    ///   - seeds: how many seeds each test was to run.
    func score(isOver: Bool, seeds: Int) -> String? {
        guard !entries.isEmpty else { return nil }
        let parts = Dictionary(grouping: entries) { Self.part(of: $0.test) }.sorted { $0.key < $1.key }
        var lines = ["", "Score\(isOver ? "" : " so far"), with \(counted(seeds, "seed")) for each test"]
        for (part, entries) in parts { lines += section(part, entries) }
        if parts.count > 1 { lines.append(summary("all", entries)) }
        if isOver, let (why, command) = nextStep(parts.map(\.key), seeds: seeds) {
            lines += ["Next, \(why):", command.line]
        }
        return lines.joined(separator: "\n")
    }

    /// `Lab2A`: what the target, or the class of a hidden test, begins with; else the target.
    package static func part(of test: String) -> String {
        let names = test.prefix { $0 != "/" }.split(separator: ".").map(String.init)
        return names.lazy.compactMap { $0.prefixMatch(of: /Lab[0-9]+[A-Z]/) }.first.map { String($0.output) }
            ?? names.first ?? test
    }

    /// All parts, in the order in which people do them: `Tests/<Lab>/2A` holds the graders of `Lab2A`.
    private static var allParts: [String] {
        let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(5).joined(separator: "/")
        let tests = URL(fileURLWithPath: root).appendingPathComponent("Tests")
        let labs = (try? FileManager.default.contentsOfDirectory(atPath: tests.path)) ?? []
        let folders = labs.flatMap { lab in
            (try? FileManager.default.contentsOfDirectory(atPath: tests.appendingPathComponent(lab).path)) ?? []
        }
        return folders.filter { $0.first?.isNumber == true }.map { "Lab\($0)" }.sorted()
    }

    // MARK: - Points

    private func section(_ part: String, _ entries: [Entry]) -> [String] {
        let failed = Dictionary(grouping: entries.filter { $0.failures > 0 }, by: \.rule)
        let rules = failed.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        return [summary(part, entries)]
            + rules.map { rule, entries in
                let shown = entries.prefix(3).map(\.words)
                let more = entries.count > 3 ? " and \(entries.count - 3) more" : ""
                return "    \(rule): \(shown.joined(separator: ", "))\(more)"
            }
    }

    private func summary(_ name: String, _ entries: [Entry]) -> String {
        let passed = entries.filter { $0.failures == 0 }
        let points = entries.reduce(0) { $0 + $1.points }
        let earned = passed.reduce(0) { $0 + $1.points }
        let tests = "\(passed.count) of \(counted(entries.count, "test"))"
        return "  \(name): \(earned) of \(counted(points, "point")), \(tests)"
    }

    private func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

    // MARK: - The next step

    private func nextStep(_ ran: [String], seeds: Int) -> (why: String, command: TestCommand)? {
        let failed = entries.filter { $0.failures > 0 }
        if let part = failed.map({ Self.part(of: $0.test) }).min() {
            let inPart = failed.filter { Self.part(of: $0.test) == part }
            // MIT's tests come first: they look at one thing each.
            let simple = inPart.filter { !$0.test.contains(".Adverse") }
            let easiest = (simple.isEmpty ? inPart : simple).min { $0.steps < $1.steps }
            return easiest.map { ("the shortest run that failed", .replay($0.test, seed: $0.seed)) }
        }
        if seeds < LabEnvironment.defaultSeedCount {
            let filter = entries.count == 1 ? entries[0].test : common(ran)
            return ("more seeds than \(seeds)", TestCommand(filter: filter))
        }
        if entries.count == 1 { return ("all tests of this part", TestCommand(filter: ran[0])) }
        if seeds < 100 {
            return ("many seeds, before you believe it", TestCommand(variables: ["LAB_SEEDS=100"], filter: common(ran)))
        }
        let parts = Self.allParts
        guard let last = ran.last.flatMap(parts.firstIndex), last + 1 < parts.count else { return nil }
        return ("the next part", TestCommand(filter: parts[last + 1]))
    }

    /// A filter for all of these parts: `Lab2` for `Lab2A` and `Lab2B`.
    private func common(_ parts: [String]) -> String {
        let prefix = parts.dropFirst().reduce(parts[0]) { $0.commonPrefix(with: $1) }
        return prefix == "Lab" ? "Lab[0-9]" : prefix
    }
}

extension Gradebook.Entry {
    /// The test that failed, and with how many seeds if it wasn't all.
    fileprivate var words: String {
        let method = test.split(separator: "/").last ?? test[...]
        return failures == seeds ? "\(method)" : "\(method) (\(failures) of \(seeds))"
    }
}
