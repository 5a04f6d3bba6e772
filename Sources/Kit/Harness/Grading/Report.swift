import Foundation

/// What people read about a test: one line for a pass, and for a failure what was violated, by whom, when, the seed's
/// options, the last events, and the command that replays it.
enum Report {
    /// The line for a test that passed; figures are of an average run.
    package static func passed(_ results: [RunResult], test: String) -> String {
        let method = test.split(separator: "/").last.map(String.init) ?? test
        func average(_ value: (RunResult) -> Double) -> Double {
            results.reduce(0) { $0 + value($1) } / Double(results.count)
        }
        let wall = results.reduce(0) { $0 + $1.wallMilliseconds }
        let name = method.padding(toLength: max(method.count, 24), withPad: " ", startingAt: 0)
        let columns = [
            decimal(average { $0.virtualSeconds }, 1) + " s virtual",
            "\(results[0].servers) servers",
            whole(average { Double($0.rpcs) }) + " RPCs",
            bytes(average { Double($0.bytes) }),
            whole(average { Double($0.commits) }) + " commits",
            results.count == 1 ? "1 seed" : "\(results.count) seeds",
            decimal(wall, wall < 10 ? 1 : 0) + " ms",
        ]
        return "\(name) passed: " + columns.joined(separator: ", ")
    }

    /// The events of a run that passed, for who wants to see them.
    package static func events(of result: RunResult, among results: Int) -> String {
        let which = results == 1 ? "" : ", the first of \(results)"
        let seed = LabEnvironment.name(ofSeed: result.seed)
        return (["  The last events of seed \(seed)\(which):"] + result.events.map { "    \($0.plain)" })
            .joined(separator: "\n")
    }

    /// The line for a test that failed as another did: nothing is written yet.
    package static func failed(_ result: RunResult, as other: String, without beginning: Beginning) -> String {
        let kind = result.failure?.kind.rawValue ?? ""
        let method = other.split(separator: "/").last ?? other[...]
        return "\(kind), as in \(method) above: \(beginning.fact); \(beginning.place)"
    }

    /// The text for a test that failed.
    /// - Parameters:
    ///   - results: the runs, in the order of their seeds.
    ///   - first: the one to explain.
    ///   - leftOut: how many seeds were not run, because those that failed took long.
    ///   - test: `Target.Class/method`.
    package static func failed(_ results: [RunResult], first: RunResult, leftOut: Int = 0, test: String) -> String {
        guard let failure = first.failure else { return "" }
        let failures = results.filter { $0.failure != nil }
        var facts = [("what", failure.message)]
        if let beginning = first.beginning { facts.append(("begin", beginning.sentence)) }
        if let question = failure.question { facts.append(("ask", question)) }
        if let section = failure.section {
            let place = section.first?.isNumber == true ? "section \(section)" : section
            facts.append(("paper", "\(place) of \(first.paper)"))
        }
        facts += first.hints.map { ("hint", $0) }
        if !failure.nodes.isEmpty {
            facts.append(("who", failure.nodes.map { first.names[$0] }.joined(separator: ", ")))
        }
        if let term = failure.term { facts.append(("term", "\(term)")) }
        if let index = failure.index { facts.append(("index", "\(index)")) }
        // Who was only seen from outside, in real time, has no virtual time.
        if ![.blocked, .crashed].contains(failure.kind) || failure.virtualTime > 0 {
            facts.append(("when", decimal(failure.virtualTime, 6) + " s of virtual time"))
        }
        facts.append(("run", "seed \(LabEnvironment.name(ofSeed: first.seed)), \(first.options)"))
        if results.count > 1 {
            let seeds = failures.prefix(8).map { LabEnvironment.name(ofSeed: $0.seed) }.joined(separator: " ")
            let more = failures.count > 8 ? " …" : ""
            facts.append(("seeds", "\(failures.count) of \(results.count) failed: \(seeds)\(more)"))
        }
        if leftOut > 0 {
            facts.append(("rest", "\(leftOut) more seeds were not run: those that failed are enough"))
        }
        var lines = ["\(test) failed: \(failure.kind.rawValue)", ""]
        lines += facts.flatMap { paragraph($0.0, $0.1.plain) }
        if !failure.picture.isEmpty { lines += [""] + failure.picture.map { "  " + $0.plain } }
        if !first.events.isEmpty {
            let whose = failure.nodes.isEmpty ? "" : " of these servers"
            let until = failure.lastEvent.map { " until \($0)" } ?? ""
            lines += ["", "  The last events\(whose)\(until):"] + first.events.map { "    \($0.plain)" }
        }
        lines += ["", "  Replay it with:", TestCommand.replay(test, seed: first.seed).line]
        return lines.joined(separator: "\n")
    }

    // MARK: - Layout

    /// A labelled paragraph, wrapped to a readable width.
    private static func paragraph(_ label: String, _ text: String) -> [String] {
        let indent = "  " + label.padding(toLength: 6, withPad: " ", startingAt: 0)
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            if !line.isEmpty, line.count + word.count + 1 > 92 {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        lines.append(line)
        let blank = String(repeating: " ", count: indent.count)
        return lines.enumerated().map { ($0.offset == 0 ? indent : blank) + " " + $0.element }
    }

    private static func decimal(_ value: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", value)
    }

    private static func whole(_ value: Double) -> String { decimal(value, 0) }

    private static func bytes(_ count: Double) -> String {
        count < 10_000 ? whole(count) + " B" : decimal(count / 1000, 1) + " kB"
    }
}
