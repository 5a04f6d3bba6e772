/// What came of hunting one variant of the reference.
struct Catch: Codable {
    /// One test that found something.
    struct Finder: Codable {
        let test: String
        /// The first seed with which it did.
        let seed: UInt64
        /// How many seeds were run up to that one.
        let seedsTried: Int
        /// The property that was violated.
        let property: String
    }

    let bug: String
    let description: String
    /// The test that should be among the finders; nil for a right solution, which nothing should find.
    let expectedTest: String?
    /// Sorted by how soon they found it; of several that were equally soon, the expected one comes first.
    let finders: [Finder]
    /// How many tests have results, and with how many seeds at most.
    let tests: Int
    let seeds: Int
    /// Wall seconds that its graders ran.
    let seconds: Double
    /// Grader processes that ended before they had run all that they should, each in a few words.
    let deaths: [String]
    /// Why nothing is known of it; nil if it was hunted.
    let problem: String?

    var isRight: Bool { expectedTest == nil }
    var isCaught: Bool { problem == nil && !finders.isEmpty }
    /// Whether it kept its promise.
    var isAsPromised: Bool {
        problem == nil && (isRight ? finders.isEmpty : finders.contains { $0.test == expectedTest })
    }

    /// - Parameter problem: why the graders could not be run at all.
    init(_ variant: Variant, outcome: Grader.Outcome = .init(), seconds: Double = 0, problem: String? = nil) {
        bug = variant.name
        description = variant.description
        expectedTest = if case .caught(let test) = variant.promise { test } else { nil }
        self.seconds = seconds
        let runs = Dictionary(grouping: outcome.results, by: \.test)
        tests = runs.count
        seeds = runs.values.map(\.count).max() ?? 0
        let found = runs.compactMap { test, runs in
            runs.firstIndex { !$0.passed }.map { index in
                Finder(
                    test: test, seed: runs[index].seed, seedsTried: index + 1,
                    property: runs[index].failure?.kind ?? "unknown")
            }
        }
        let expected = expectedTest
        finders = found.sorted {
            ($0.seedsTried, $0.test == expected ? 0 : 1, $0.test) < (
                $1.seedsTried, $1.test == expected ? 0 : 1, $1.test
            )
        }
        deaths = outcome.deaths
        // What the tests that didn't run would have found is not known. A bug that others have caught is caught.
        self.problem = problem ?? (found.isEmpty ? outcome.deaths.first : nil)
    }
}
