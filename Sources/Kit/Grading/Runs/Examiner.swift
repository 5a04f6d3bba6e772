import Foundation
import Synchronization

/// Runs an exam: deals the tests out to processes, some at a time, and keeps what they prove.
package final class Examiner: Sendable {
    /// How an exam is held.
    package struct Rules: Sendable {
        /// The graders, built with the submission.
        package var bundle: String
        package var sandbox: Sandbox
        /// How many processes run at once.
        package var jobs = 2
        /// How many tests a process has. A process that dies takes those with it that it has not begun, and these run in another.
        package var testsOfProcess = 8
        /// How long a process may prove nothing, and how long all may take.
        package var patience = Duration.seconds(60)
        package var limit = Duration.seconds(600)
        /// Whether the other seeds of a test are left out once one has failed.
        package var stopsAtFirstFailure = true

        /// - Parameters:
        ///   - bundle: the graders, built with the submission.
        ///   - sandbox: what keeps them from the machine.
        package init(bundle: String, sandbox: Sandbox) {
            self.bundle = bundle
            self.sandbox = sandbox
        }
    }

    private struct State {
        var waiting: ArraySlice<Exam.Test>
        var verdicts: [String: Verdict] = [:]
        var usage = Usage()
        var problem: String?
    }

    /// What all processes together took and said.
    package struct Usage: Sendable {
        package var peakMegabytes = 0
        package var processorSeconds = 0.0
        /// Lines that belong to no run.
        package var unknownLines = 0
    }

    private let rules: Rules
    private let seeds: [UInt64]
    private let start = ContinuousClock.now
    private let state: Mutex<State>
    private let isGivenUp: @Sendable () -> Bool
    private let wasJudged: @Sendable ([String: Verdict]) -> Void

    /// - Parameters:
    ///   - exam: the tests.
    ///   - seeds: those of each test.
    ///   - rules: how it is held.
    ///   - isGivenUp: whether to stop.
    ///   - wasJudged: is told what is known so far, whenever a process is over.
    package init(
        _ exam: Exam, seeds: [UInt64], rules: Rules, isGivenUp: @escaping @Sendable () -> Bool = { false },
        wasJudged: @escaping @Sendable ([String: Verdict]) -> Void = { _ in }
    ) {
        self.rules = rules
        self.seeds = seeds
        state = Mutex(State(waiting: exam.tests[...]))
        self.isGivenUp = isGivenUp
        self.wasJudged = wasJudged
    }

    /// Holds the exam.
    /// - Returns: a verdict for each test that was begun, and what it took.
    /// - Throws: `ChildProcess.Problem` if no process could be started.
    package func hold() throws -> (verdicts: [String: Verdict], usage: Usage) {
        DispatchQueue.concurrentPerform(iterations: max(1, rules.jobs)) { lane in
            while let tests = next() {
                do { try run(tests, lane: lane) } catch {
                    state.withLock { $0.problem = (error as? ChildProcess.Problem)?.sentence ?? "\(error)" }
                    return
                }
            }
        }
        return try state.withLock { state in
            if let problem = state.problem { throw ChildProcess.Problem(sentence: problem) }
            return (state.verdicts, state.usage)
        }
    }

    private func next() -> [Exam.Test]? {
        state.withLock { state in
            guard !state.waiting.isEmpty, state.problem == nil, !isGivenUp() else { return nil }
            // Toward the end smaller portions, so that all processes end at about the same time.
            let fair = rules.jobs == 1 ? state.waiting.count : state.waiting.count / (2 * rules.jobs)
            let portion = state.waiting.prefix(max(1, min(rules.testsOfProcess, fair)))
            state.waiting = state.waiting.dropFirst(portion.count)
            return Array(portion)
        }
    }

    /// Runs some tests, in one process after the other while they die.
    private func run(_ tests: [Exam.Test], lane: Int) throws {
        var names = tests.map(\.name)
        while !names.isEmpty, !isGivenUp() {
            guard ContinuousClock.now - start < rules.limit else {
                judge(names.map { ($0, .notRun("the time for the whole submission was over")) })
                return
            }
            let (ledger, outcome) = try converse(names, lane: lane)
            // Tests run in the order of their names' classes; whatever has an entry was begun.
            let begun = names.filter(ledger.tests.contains)
            // A process that dies without a word was in its first test.
            let over = begun.isEmpty ? Array(names.prefix(1)) : begun
            judge(over.map { ($0, Verdict($0, seeds: seeds, ledger, outcome)) })
            names.removeAll { over.contains($0) }
        }
    }

    private func converse(_ names: [String], lane: Int) throws -> (Ledger, Conversation.Outcome) {
        var ledger = Ledger(tests: names, seeds: seeds)
        var environment = Sandbox.environment.merging(["LAB_ORDER": "1", "LAB_RESULTS": "/proc/self/fd/4"]) { $1 }
        if rules.stopsAtFirstFailure { environment["LAB_FAILURES"] = "1" }
        var conversation = try Conversation(
            rules.sandbox.words(bundle: rules.bundle, lane: lane, arguments: [names.joined(separator: ",")]),
            environment: environment, order: ledger.order(tests: names, seeds: seeds))
        let outcome = conversation.finish(
            patience: rules.patience, deadline: start + rules.limit, isGivenUp: isGivenUp
        ) { ledger.take($0) }
        rules.sandbox.sweep(lane: lane)
        state.withLock {
            $0.usage.peakMegabytes = max($0.usage.peakMegabytes, outcome.peakMegabytes)
            $0.usage.processorSeconds += outcome.processorSeconds
            $0.usage.unknownLines += ledger.unknown
        }
        return (ledger, outcome)
    }

    private func judge(_ verdicts: [(String, Verdict)]) {
        wasJudged(
            state.withLock { state in
                for (test, verdict) in verdicts { state.verdicts[test] = verdict }
                return state.verdicts
            })
    }
}
