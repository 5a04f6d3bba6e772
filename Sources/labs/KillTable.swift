import Foundation

/// What `labs zoo` prints: a row for each variant, and a last line.
enum KillTable {
    static func row(_ hunted: Catch) -> String {
        let name = hunted.bug.padding(toLength: max(34, hunted.bug.count), withPad: " ", startingAt: 0)
        if let problem = hunted.problem { return "\(name) NOT HUNTED: \(problem)" }
        let verdict = hunted.isRight ? rightVerdict(hunted) : verdict(hunted)
        let deaths = hunted.deaths.isEmpty ? "" : "; besides, " + hunted.deaths.joined(separator: ", and ")
        return "\(name) \(verdict), " + String(format: "%.1f s", hunted.seconds) + deaths
    }

    /// What became of a bug: who found it first, and what the expected test did.
    private static func verdict(_ hunted: Catch) -> String {
        guard let first = hunted.finders.first, let expected = hunted.expectedTest else { return "SURVIVED" }
        var words = "caught at \(place(first))"
        var others = hunted.finders.count - 1
        if let finder = hunted.finders.first(where: { $0.test == expected }) {
            if finder.test != first.test {
                words += ", at seed \(finder.seed) by \(short(expected)) as expected"
                others -= 1
            }
        } else {
            words += ", but NOT BY \(short(expected))"
        }
        return words + (hunted.finders.count == 1 ? ", alone" : others == 0 ? "" : ", and \(others) more")
    }

    /// What became of a right solution.
    private static func rightVerdict(_ hunted: Catch) -> String {
        guard let first = hunted.finders.first else {
            return "passed \(hunted.tests) tests with \(count(hunted.seeds, "seed"))"
        }
        let others = hunted.finders.count - 1
        return "FAILED, though it must pass: at \(place(first))" + (others == 0 ? ", alone" : ", and \(others) more")
    }

    private static func place(_ finder: Catch.Finder) -> String {
        "seed \(finder.seed) by \(short(finder.test)) (\(finder.property))"
    }

    /// The last line.
    /// - Parameters:
    ///   - catches: what came of all that were hunted.
    ///   - kept: how many of them are from an earlier hunt.
    static func summary(_ catches: [Catch], kept: Int) -> String {
        let bugs = catches.filter { !$0.isRight }
        let right = catches.filter(\.isRight)
        var parts: [String] = []
        if !bugs.isEmpty {
            let caught = bugs.filter(\.isCaught)
            let tried = caught.compactMap(\.finders.first?.seedsTried).sorted()
            let median = tried.isEmpty ? "none" : "\(tried[tried.count / 2])"
            parts.append(
                "\(caught.count) of \(count(bugs.count, "bug")) caught; median seeds to the first catch: \(median)")
        }
        if !right.isEmpty {
            parts.append("\(right.count { $0.isAsPromised }) of \(count(right.count, "right solution")) passed")
        }
        if kept > 0 { parts.append("\(kept) taken over from an earlier hunt of the same, which --afresh repeats") }
        return parts.joined(separator: "; ")
    }

    private static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }

    private static func short(_ test: String) -> String { String(test.split(separator: "/").last ?? "") }
}
