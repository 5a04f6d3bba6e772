import Foundation
import Lab5PaxosKV
import LabHarness
import LabKit

/// `labs bench --lab Lab5`: how long it takes until all of several proposers of one instance have returned, with and without a
/// random pause after an attempt that failed.
/// - Parameter html: the file for a page with the plot; nil for none.
func paxosFigures(html: String?) throws -> [Figure] {
    let counts = Array(1...8)
    let curves = Proposers.allCases.map { kind in
        Curve(name: kind.rawValue, values: counts.map { count in average(of: count, kind) })
    }
    if let html {
        let plot = Plot(
            title: "Proposers of one instance, until all have returned", xName: "proposers", yName: "round trips",
            xs: counts, curves: curves, limit: DuelTime.limit)
        try plot.page.write(toFile: html, atomically: true, encoding: .utf8)
    }
    return curves.flatMap { curve in
        zip(counts, curve.values).map {
            Figure(name: "\($0) proposers, \(curve.name)", value: $1, unit: "round trips")
        }
    }
}

/// Who proposes.
private enum Proposers: String, CaseIterable {
    /// Proposers of the bench that try again at once.
    case impatient = "without backoff"
    /// The same, but for a random pause that grows.
    case patient = "with backoff"
    /// The solution's own, on three servers.
    case solution = "the solution's"
}

/// The mean of forty runs, in round trips.
private func average(of count: Int, _ kind: Proposers) -> Double {
    let times = (1...40).map { DuelTime.measure(count, kind, seed: UInt64($0)) }
    return times.reduce(0, +) / Double(times.count)
}

/// One duel; used on the run's thread only.
private final class DuelTime: @unchecked Sendable {
    /// Who is not done after so many round trips counts as if it were then.
    static let limit = 200.0

    private var seconds = 0.0

    static func measure(_ count: Int, _ kind: Proposers, seed: UInt64) -> Double {
        let time = DuelTime()
        let scenario = Scenario(
            PaxosCluster<PaxosServer, Lab5PaxosKV.Clerk>.self, .init(servers: 3), timeLimit: .seconds(60)
        ) { cluster in try await time.run(count, kind, cluster) }
        _ = scenario.run(seed: seed)
        return min(limit, time.seconds / 0.01)
    }

    private func run(
        _ count: Int, _ kind: Proposers, _ cluster: PaxosCluster<PaxosServer, Lab5PaxosKV.Clerk>
    ) async throws {
        // Around 5 ms, so that a round trip takes 10 ms in the mean.
        cluster.world.setLatency(.milliseconds(1) ... .milliseconds(9))
        let (x, start) = (Instance(key: "x", version: 1), cluster.seconds)
        seconds = Self.limit
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                let value = cluster.value("\(number)")
                if kind == .solution {
                    group.addTask {
                        try await cluster.end(
                            of: cluster.propose(value.content, at: x, by: number % cluster.size), within: Self.limit)
                    }
                } else {
                    let script = cluster.makeScript()
                    group.addTask {
                        try await script.decide(
                            value, at: x, as: 10 + number, isPatient: kind == .patient, within: .milliseconds(2000))
                    }
                }
            }
            try await group.waitForAll()
        }
        seconds = cluster.seconds - start
    }
}
