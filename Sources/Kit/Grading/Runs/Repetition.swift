/// Some of what passed runs again, after other runs, in another process. A run follows from its seed, so its digest must be the same;
/// what a submission remembers from run to run shows as another one.
package enum Repetition {
    private static let sample = 6

    /// - Parameters:
    ///   - verdicts: what is known.
    ///   - exam: the tests.
    ///   - seeds: those of each test.
    ///   - rules: how the exam was held.
    /// - Returns: a sentence for each test that went differently.
    /// - Throws: `ChildProcess.Problem` if no process could be started.
    package static func differences(
        from verdicts: [String: Verdict], exam: Exam, seeds: [UInt64], rules: Examiner.Rules,
        isGivenUp: @escaping @Sendable () -> Bool
    ) throws -> [String] {
        let passed = exam.tests.filter { verdicts[$0.name]?.isPassed == true }
        guard let seed = seeds.randomElement(), passed.count > 1 else { return [] }
        // In the order of the exam, but far from each other: each comes after a test that it didn't come after before.
        let chosen = Set(passed.shuffled().prefix(sample).map(\.name))
        let tests = passed.filter { chosen.contains($0.name) }
        var rules = rules
        (rules.jobs, rules.testsOfProcess) = (1, sample)
        let again = try Examiner(Exam(tests: tests), seeds: [seed], rules: rules, isGivenUp: isGivenUp).hold().verdicts
        return tests.compactMap { test in
            guard let second = again[test.name], second.digests[seed] != verdicts[test.name]?.digests[seed] else {
                return nil
            }
            return
                "\(test.name) went differently when it ran again: does the submission remember something from run to run?"
        }
    }
}
