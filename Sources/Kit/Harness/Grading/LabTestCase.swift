import Foundation
import LabKit
import Simulation
import XCTest

/// A grader: an XCTest class whose tests run scenarios over seeds.
///
/// ```swift
/// final class ElectionTests: LabTestCase {
///     func testInitialElection() {
///         raft(Raft.self, servers: 3, points: 5) { cluster in
///             try await cluster.checkOneLeader()
///         }
///     }
/// }
/// ```
/// `LAB_SEEDS=1000` runs more seeds, `LAB_SEED=0x2a` exactly one, `LAB_RESULTS=FILE` appends a line a run.
open class LabTestCase: XCTestCase {
    /// Runs a scenario against a new cluster for every seed.
    ///
    /// A pass prints one line. The first failure is reported in full, with the command that replays it.
    /// - Parameters:
    ///   - cluster: what the scenario runs against.
    ///   - setup: how that is set up.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - points: what the test is worth, if all its seeds pass.
    ///   - timeLimit: the virtual time in which the scenario must be over (MIT: 120 s).
    ///   - body: the scenario; throws a `LabFailure` when something is wrong.
    package func grade<Subject: Cluster>(
        _ cluster: Subject.Type, _ setup: Subject.Setup, isUnreliable: Bool = false, points: Int,
        timeLimit: Duration = .seconds(120), file: StaticString = #filePath, line: UInt = #line,
        _ body: @escaping @Sendable (Subject) async throws -> Void
    ) {
        let scenario = Scenario(cluster, setup, isUnreliable: isUnreliable, timeLimit: timeLimit, body: body)
        grade(points: points, file: file, line: line) { scenario.run(seed: $0, traceEnd: $1) }
    }

    /// Once the runs that failed have taken so many steps, the other seeds are left out: a student who waits learns
    /// nothing more from them, and `LAB_FAILURES` may say so earlier. A run of the reference takes less.
    private static let stepsOfFailures = 100_000

    /// The first seed is run twice, to see whether both runs go the same way, if the first took no more steps than this:
    /// what differs from run to run does so in every test, and the long ones would take most of the time.
    private static let stepsOfComparison = 10_000

    /// Runs one test over the seeds and reports.
    /// - Parameters:
    ///   - points: what the test is worth, if all its seeds pass.
    ///   - run: runs a seed; the events that it shows are the latest until a time, or of the whole run.
    private func grade(
        points: Int, file: StaticString, line: UInt, run: (_ seed: UInt64, _ traceEnd: VirtualTime?) -> RunResult
    ) {
        let test = testName
        let environment = LabEnvironment.current
        FatalEnding.watch()
        ScoreObserver.watch()
        var progress = Progress(of: test, seeds: environment.seeds.count)
        var results: [RunResult] = []
        var (steps, failures) = (0, 0)
        for seed in environment.seeds {
            progress.willRun(seed)
            FatalEnding.runWillBegin(test: test, seed: seed, points: points)
            var result = run(seed, nil)
            if seed == environment.seeds[0], result.steps <= Self.stepsOfComparison {
                result = result.compared(with: run(seed, nil))
            }
            results.append(result)
            record(result, test: test, points: points)
            guard result.failure != nil else { continue }
            (steps, failures) = (steps + result.steps, failures + 1)
            if steps >= Self.stepsOfFailures || failures == environment.failures { break }
        }
        progress.end()
        FatalEnding.runsDidEnd()
        Gradebook.current.withLock { $0.record(results, of: test, points: points) }
        if var first = results.first(where: { $0.failure != nil }) {
            // What was noticed long after it happened is looked at again, while it happens.
            if let end = first.failure?.lastEvent { first.events = run(first.seed, end).events }
            let leftOut = environment.seeds.count - results.count
            XCTFail(report(results, first: first, leftOut: leftOut, test: test), file: file, line: line)
        } else {
            print(Report.passed(results, test: test))
            if environment.events != nil { print(Report.events(of: results[0], among: results.count)) }
            // Should a later test crash the process, what was printed so far must not be lost.
            fflush(nil)
        }
    }

    private func report(_ results: [RunResult], first: RunResult, leftOut: Int, test: String) -> String {
        if let beginning = first.beginning,
            let other = Gradebook.current.withLock({ $0.firstTest(without: beginning, or: test) })
        {
            return Report.failed(first, as: other, without: beginning)
        }
        return "\n" + Report.failed(results, first: first, leftOut: leftOut, test: test)
    }

    private func record(_ result: RunResult, test: String, points: Int) {
        guard let path = LabEnvironment.current.results else { return }
        do {
            try ResultsFile.append(result, test: test, points: points, to: path)
        } catch {
            XCTFail("LAB_RESULTS=\(path) can't be written any more: \(error)")
        }
    }

    /// `Target.Class/method`, as `swift test --filter` wants it.
    private var testName: String {
        // On Linux `name` is `Class.method`, on Apple platforms `-[Target.Class method]`.
        let method = name.split { ". ]".contains($0) }.last.map(String.init) ?? name
        return "\(String(reflecting: type(of: self)))/\(method)"
    }
}
