/// What came of one test, all its seeds together.
package struct Verdict: Codable, Equatable, Sendable {
    /// How many seeds passed, of how many.
    package let passes, seeds: Int
    /// What was wrong first; nil if all passed.
    package let failure: Ledger.Failure?
    /// The seed with which it was; for the instructor's eyes.
    package let seed: UInt64?
    /// What proved a pass left behind, by seed: equal runs have equal ones.
    package let digests: [UInt64: String]

    /// Whether the test passed: with each seed.
    package var isPassed: Bool { failure == nil && passes == seeds }

    private init(
        passes: Int, seeds: Int, _ failure: Ledger.Failure?, seed: UInt64? = nil, digests: [UInt64: String] = [:]
    ) {
        self.passes = passes
        self.seeds = seeds
        self.failure = failure
        self.seed = seed
        self.digests = digests
    }

    /// The verdict on a test that could not be run.
    package static func notRun(_ why: String) -> Verdict {
        Verdict(
            passes: 0, seeds: 0,
            Ledger.Failure(kind: "notRun", message: "It was not run: \(why).", question: nil, section: nil))
    }

    /// Judges by what a process proved.
    /// - Parameters:
    ///   - test: the test.
    ///   - seeds: the seeds that it had to run.
    ///   - ledger: what counts of what the process reported.
    ///   - outcome: how it ended.
    package init(_ test: String, seeds: [UInt64], _ ledger: Ledger, _ outcome: Conversation.Outcome) {
        var passes = 0
        var digests: [UInt64: String] = [:]
        var first: (seed: UInt64, failure: Ledger.Failure)?
        for seed in seeds {
            switch ledger.entry(test, seed) {
            case .passed(let digest):
                passes += 1
                digests[seed] = digest
            case .failed(let failure): first = first ?? (seed, failure.adding(outcome))
            case .repeated:
                first = first ?? (seed, .dishonest("Several results of one run were reported, so none counts."))
            case .unproven: first = first ?? (seed, .dishonest("A pass was reported that the run can't prove."))
            case nil: first = first ?? (seed, .missing(outcome))
            }
        }
        self.init(passes: passes, seeds: seeds.count, first?.failure, seed: first?.seed, digests: digests)
    }
}

extension Ledger.Failure {
    fileprivate static func dishonest(_ message: String) -> Self {
        Self(kind: "notProven", message: message, question: nil, section: nil)
    }

    /// A run without a result.
    fileprivate static func missing(_ outcome: Conversation.Outcome) -> Self {
        let message =
            switch (outcome.reason, outcome.ending) {
            case (.silent, _): "The run gave no result for too long, and was ended."
            case (.late, _): "The time for the whole submission was over."
            case (.flooded, _): "The run wrote more than anybody reads, and was ended."
            case (.givenUp, _): "Grading was interrupted."
            case (nil, .signal(let number)): "The process died of signal \(number) before it gave a result."
            case (nil, .status(let number)): "The process ended with status \(number) before it gave a result."
            }
        return Self(kind: "noResult", message: message, question: nil, section: nil).adding(outcome)
    }

    /// The same, with the line in which Swift says why a process was ended.
    fileprivate func adding(_ outcome: Conversation.Outcome) -> Self {
        guard endedProcess || kind == "noResult",
            let line = outcome.lastWords.split(separator: "\n").last(where: { $0.contains("Fatal error") })
        else { return self }
        return Self(kind: kind, message: "\(message) It said: \(line)".capped, question: question, section: section)
    }
}
