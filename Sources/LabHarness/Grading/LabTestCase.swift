import Foundation
import LabKit
import Simulation
import Synchronization
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
    ///   - type: the Raft implementation under test.
    ///   - servers: how many servers the cluster has.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - points: what the test is worth, if all its seeds pass.
    ///   - timeLimit: the virtual time in which the scenario must be over (MIT: 120 s).
    ///   - body: the scenario; throws a `LabFailure` when something is wrong.
    public func raft<Raft: RaftPeer>(
        _ type: Raft.Type, servers: Int, isUnreliable: Bool = false, points: Int,
        timeLimit: Duration = .seconds(120), file: StaticString = #filePath, line: UInt = #line,
        _ body: @escaping @Sendable (RaftCluster<Raft>) async throws -> Void
    ) {
        let scenario = Scenario(servers: servers, isUnreliable: isUnreliable, timeLimit: timeLimit, body: body)
        grade(points: points, file: file, line: line) { scenario.run(seed: $0) }
    }

    /// Runs one test over the seeds and reports.
    func grade(points: Int, file: StaticString, line: UInt, run: (UInt64) -> RunResult) {
        let test = testName
        let environment = LabEnvironment.current
        BlockedRun.watch()
        var results: [RunResult] = []
        for seed in environment.seeds {
            BlockedRun.running.withLock { $0 = (test, seed, points) }
            var result = run(seed)
            if seed == environment.seeds[0], result.failure?.isCostly != true {
                result = result.compared(with: run(seed))
            }
            results.append(result)
            record(result, test: test, points: points)
            if result.failure?.isCostly == true { break }
        }
        if let first = results.first(where: { $0.failure != nil }) {
            XCTFail("\n" + Report.failed(results, first: first, test: test), file: file, line: line)
        } else {
            print(Report.passed(results, test: test))
        }
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

extension LabFailure {
    /// Whether each such run takes so long that running the other seeds helps nobody.
    fileprivate var isCostly: Bool {
        kind.rawValue == SimulationFailure.Kind.livelock.rawValue
            || kind.rawValue == SimulationFailure.Kind.tooManySteps.rawValue
    }
}

/// What is said when a run blocks its thread, so that the process has to end.
private enum BlockedRun {
    /// The test, seed and points of the run in progress.
    static let running = Mutex<(test: String, seed: UInt64, points: Int)?>(nil)

    static func watch() { once }

    private static let once: Void = Watchdog.onAlarm { machine in
        guard let (test, seed, points) = running.withLock({ $0 }) else { return }
        let node = machine.flatMap { $0 < 0 ? nil : $0 }
        let result = RunResult(
            seed: seed,
            failure: LabFailure(
                .blocked, nodes: node.map { [$0] } ?? [],
                message: """
                    \(node.map { "S\($0)" } ?? "the test") has blocked the thread for \(Watchdog.patience) real \
                    seconds: look for a semaphore, a lock, sleep() or an endless loop without an await. Such a thread \
                    can't be freed, so the tests after this one do not run.
                    """),
            virtualSeconds: 0, servers: 0, rpcs: 0, bytes: 0, commits: 0, digest: "",
            wallMilliseconds: Double(Watchdog.patience) * 1000, options: "stopped by the watchdog", events: [])
        if let path = LabEnvironment.current.results {
            try? ResultsFile.append(result, test: test, points: points, to: path)
        }
        print("error: " + Report.failed([result], first: result, test: test))
    }
}
