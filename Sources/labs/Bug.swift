import Foundation

/// One inhabitant of a bug zoo: a patch to the reference, and what its first lines say about it.
struct Bug {
    /// The file's name without `.patch`.
    let name: String
    let patch: URL
    /// What is wrong, in plain words.
    let description: String
    /// The test that is expected to find it: `Target.Class/method`.
    let expectedTest: String

    /// The lab whose graders hunt it: that of the test.
    var lab: String { String(expectedTest.prefix(4)) }

    /// Reads the first lines of a patch: `Bug:`, `Rule:` and `Expect:`, up to the first line of the diff.
    /// - Throws: `CommandError` if one of them is missing.
    init(patch: URL) throws {
        name = patch.deletingPathExtension().lastPathComponent
        self.patch = patch
        guard let text = try? String(contentsOf: patch, encoding: .utf8) else {
            throw CommandError("\(patch.path) can't be read as text.", status: 2)
        }
        var fields: [String: String] = [:]
        var last: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).prefix(while: { !Self.isDiff($0) }) {
            if let field = ["Bug", "Rule", "Expect"].first(where: { line.hasPrefix($0 + ": ") }) {
                fields[field] = String(line.dropFirst(field.count + 2))
                last = field
            } else if let last, line.hasPrefix("  ") {
                fields[last]! += " " + line.trimmingCharacters(in: .whitespaces)
            }
        }
        guard let description = fields["Bug"], fields["Rule"] != nil, let expectedTest = fields["Expect"] else {
            throw CommandError(
                "\(patch.path) must begin with the lines 'Bug: …', 'Rule: …' and 'Expect: Target.Class/method'.",
                status: 2)
        }
        self.description = description
        self.expectedTest = expectedTest
    }

    private static func isDiff(_ line: Substring) -> Bool { line.hasPrefix("diff ") || line.hasPrefix("--- ") }

    /// The bugs of a folder, by name.
    /// - Throws: `CommandError` if there are none.
    static func all(in folder: String) throws -> [Bug] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let patches = names.filter { $0.hasSuffix(".patch") }.sorted()
        guard !patches.isEmpty else { throw CommandError("\(folder) holds no *.patch.", status: 2) }
        return try patches.map { try Bug(patch: URL(fileURLWithPath: folder).appendingPathComponent($0)) }
    }
}

/// What came of hunting one bug.
struct Catch: Encodable {
    /// One test that found it.
    struct Finder: Encodable {
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
    let expectedTest: String
    /// Sorted by how soon they found it.
    let finders: [Finder]
    /// Wall seconds that its graders ran.
    let seconds: Double
    /// Why it could not be hunted at all; nil if it was.
    let problem: String?

    var isCaught: Bool { problem == nil && !finders.isEmpty }
    var isAsExpected: Bool { isCaught && finders.contains { $0.test == expectedTest } }

    init(_ bug: Bug, results: [Grader.Result] = [], seconds: Double = 0, problem: String? = nil) {
        self.bug = bug.name
        description = bug.description
        expectedTest = bug.expectedTest
        self.seconds = seconds
        self.problem = problem
        var finders: [Finder] = []
        for (test, runs) in Dictionary(grouping: results, by: \.test) {
            guard let index = runs.firstIndex(where: { !$0.passed }) else { continue }
            finders.append(
                Finder(
                    test: test, seed: runs[index].seed, seedsTried: index + 1,
                    property: runs[index].failure?.kind ?? "unknown"))
        }
        self.finders = finders.sorted { ($0.seedsTried, $0.test) < ($1.seedsTried, $1.test) }
    }
}
