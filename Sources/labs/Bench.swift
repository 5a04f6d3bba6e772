import Foundation
import Lab2Raft
import Lab4ShardKV
import Lab4ShardMaster
import LabHarness

/// One measured figure.
struct Figure: Encodable {
    let name: String
    let value: Double
    let unit: String
}

/// `labs bench`: how fast the simulation runs the solution, how fast histories are checked, and how fast the graders are.
/// Figures are medians.
func bench(_ arguments: inout Arguments) throws {
    let graders = try arguments.option("--graders")
    let json = try arguments.option("--json")
    let lab = try arguments.option("--lab")
    let html = try arguments.option("--html")
    try arguments.finish()
    var figures: [Figure]
    switch lab {
    case nil:
        figures = idleCluster() + loadedCluster() + manyGroups() + (try histories())
        if let graders { figures += try suite(of: graders) }
        figures.append(Figure(name: "peak memory of the bench", value: Memory.peakMegabytes(of: .this), unit: "MB"))
    case "Lab5": figures = try paxosFigures(html: html)
    case let lab?: throw CommandError("there is no bench of \(lab) alone; there is one of Lab5.", status: 2)
    }
    for figure in figures {
        let name = figure.name.padding(toLength: 52, withPad: " ", startingAt: 0)
        print(name + String(format: "%12.2f ", figure.value) + figure.unit)
    }
    try writeJSON(["figures": figures], to: json)
}

/// Five servers with nothing to do: heartbeats, for an hour.
private func idleCluster() -> [Figure] {
    func hour(stage: Stage?) -> Run {
        measure(servers: 5, stage: stage, limit: .seconds(4000)) { cluster in
            try await cluster.checkOneLeader()
            try await cluster.sleep(for: .seconds(3600))
        }
    }
    let run = medianRun { _ in hour(stage: nil) }
    let checked = medianRun { _ in hour(stage: .persistence) }
    return [
        Figure(
            name: "idle cluster of 5, safety checks take", value: 100 * (checked.wall / run.wall - 1), unit: "% more"),
        Figure(name: "idle cluster of 5, virtual per wall second", value: run.virtualSeconds / run.wall, unit: "s/s"),
        Figure(name: "idle cluster of 5, RPCs", value: Double(run.rpcs) / run.wall, unit: "RPCs/s"),
    ]
}

/// Five servers with a new command every two milliseconds, in clusters that live for two seconds.
private func loadedCluster() -> [Figure] {
    func runs(_ repetition: Int, stage: Stage?) -> Run {
        let runs = (0..<10).map { number in
            measure(servers: 5, stage: stage, seed: UInt64(10 * repetition + number), limit: .seconds(60)) { cluster in
                let leader = try await cluster.checkOneLeader()
                for number in 0..<500 {
                    _ = cluster.submit("command \(number)", to: leader)
                    try await cluster.sleep(for: .milliseconds(2))
                }
            }
        }
        return runs.reduce(Run()) { $0 + $1 }
    }
    let run = medianRun { runs($0, stage: nil) }
    let checked = medianRun { runs($0, stage: .persistence) }
    return [
        Figure(
            name: "loaded cluster of 5, safety checks take", value: 100 * (checked.wall / run.wall - 1), unit: "% more"),
        Figure(name: "loaded cluster of 5, virtual per wall second", value: run.virtualSeconds / run.wall, unit: "s/s"),
        Figure(name: "loaded cluster of 5, RPCs", value: Double(run.rpcs) / run.wall, unit: "RPCs/s"),
        Figure(name: "loaded cluster of 5, commands committed", value: Double(run.commits) / run.wall, unit: "/s"),
    ]
}

/// A hundred groups of five servers with a thousand shards: twenty clients write and read for half a minute, while a group
/// leaves and joins again. A shorter run would mostly measure how five hundred servers learn of their first configuration.
private func manyGroups() -> [Figure] {
    func scenario(isWatched: Bool) -> Scenario<ShardCluster<Lab4>> {
        Scenario(
            ShardCluster<Lab4>.self, .init(groups: 100, servers: 5, shards: 1000, isWatched: isWatched),
            timeLimit: .seconds(60), stepLimit: .max
        ) { try await useThousandShards($0) }
    }
    let run = medianRun { _ in Run(scenario(isWatched: false).run(seed: 1)) }
    let checked = medianRun { _ in Run(scenario(isWatched: true).run(seed: 1)) }
    return [
        Figure(
            name: "100 groups of 5, 1000 shards, rules take", value: 100 * (checked.wall / run.wall - 1), unit: "% more"
        ),
        Figure(
            name: "100 groups of 5, 1000 shards, virtual per second", value: run.virtualSeconds / run.wall, unit: "s/s"),
        Figure(name: "100 groups of 5, 1000 shards, RPCs", value: Double(run.rpcs) / run.wall, unit: "RPCs/s"),
    ]
}

private enum Lab4: ShardedSolution {
    typealias Master = ShardMaster
    typealias MasterClerk = Lab4ShardMaster.Clerk
    typealias Server = ShardKV
    typealias Clerk = Lab4ShardKV.Clerk
}

private func useThousandShards(_ cluster: ShardCluster<Lab4>) async throws {
    try await cluster.join(cluster.groupNumbers)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        for _ in 0..<20 {
            let client = cluster.makeClient()
            tasks.addTask {
                for number in 0..<300 {
                    let key = "key \(cluster.random(below: 1000))"
                    if number % 2 == 0 { try await client.append(key, "\(number)") } else { try await client.get(key) }
                    try await cluster.sleep(for: .milliseconds(100))
                }
            }
        }
        try await cluster.sleep(for: .seconds(10))
        try await cluster.leave(cluster.groupNumbers[0])
        try await cluster.sleep(for: .seconds(10))
        try await cluster.join(cluster.groupNumbers[0])
        try await tasks.waitForAll()
    }
}

/// What a run, or several together, took and did.
private struct Run {
    var wall = 0.0
    var virtualSeconds = 0.0
    var rpcs = 0
    var commits = 0

    init() {}

    /// What came of a scenario; says so if it failed.
    init(_ result: RunResult) {
        if let failure = result.failure { print("note: a run of the bench failed: \(failure.message)") }
        wall = result.wallMilliseconds / 1000
        virtualSeconds = result.virtualSeconds
        rpcs = result.rpcs
        commits = result.commits
    }

    static func + (left: Run, right: Run) -> Run {
        var sum = left
        sum.wall += right.wall
        sum.virtualSeconds += right.virtualSeconds
        sum.rpcs += right.rpcs
        sum.commits += right.commits
        return sum
    }
}

/// The run of median wall time of five, after one to warm up.
private func medianRun(_ run: (Int) -> Run) -> Run {
    _ = run(0)
    return (1...5).map(run).sorted { $0.wall < $1.wall }[2]
}

private func measure(
    servers: Int, stage: Stage?, seed: UInt64 = 1, limit: Duration,
    _ body: @escaping @Sendable (RaftCluster<Raft>) async throws -> Void
) -> Run {
    Run(
        Scenario(RaftCluster<Raft>.self, .init(servers: servers, stage: stage), timeLimit: limit, body: body)
            .run(seed: seed))
}

/// All tests, one seed each, in the built bundle: the wall time of the processes, one after the other for each lab and then
/// for all labs at once, as the soak runs them.
private func suite(of bundle: String) throws -> [Figure] {
    let numbers = Set(try CourseLab.all().map(\.number)).sorted()
    let labs = try numbers.map { lab in
        Figure(
            name: "all \(lab) tests, one seed each, one process",
            value: try seconds(of: Grader(bundle: bundle, lab: lab), processes: 1), unit: "s")
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return labs + [
        Figure(name: "all tests, one seed each, one process", value: labs.reduce(0) { $0 + $1.value }, unit: "s"),
        Figure(
            name: "all tests, one seed each, \(cores) cores",
            value: try seconds(of: Grader(bundle: bundle), processes: cores + 1), unit: "s"),
    ]
}

/// How long a grader takes for one seed of each test: the median of five times.
private func seconds(of grader: Grader, processes: Int) throws -> Double {
    let clock = ContinuousClock()
    let times = try (0..<5).map { _ in
        let start = clock.now
        try grader.run(processes: processes, environment: ["LAB_SEEDS": "1"])
        return (clock.now - start) / .seconds(1)
    }
    return times.sorted()[2]
}
