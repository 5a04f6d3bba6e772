import LabKit
import Simulation

/// What came of one run of one test with one seed.
package struct RunResult: Sendable {
    package let seed: UInt64
    /// What was wrong; nil if the run passed.
    package var failure: LabFailure?
    /// Virtual seconds that the run took.
    package let virtualSeconds: Double
    /// Servers in the cluster.
    package let servers: Int
    /// Calls made.
    package let rpcs: Int
    /// Bytes that crossed the network.
    package let bytes: Int
    /// The highest index that was applied.
    package let commits: Int
    /// The fingerprint of all that happened.
    package let digest: String
    /// Real milliseconds that the run took; for information only.
    package let wallMilliseconds: Double
    /// The seed's choices, in words.
    let options: String
    /// The last events that involve the servers of the failure.
    let events: [String]
}

extension RunResult {
    /// Compares this run with a second one of the same seed: runs that differ can't be trusted, replayed or graded.
    /// - Returns: this result, or if the runs differ one that failed.
    func compared(with second: RunResult) -> RunResult {
        guard second.digest != digest else { return self }
        let outcome = (failure ?? second.failure).map { " One of the two runs failed: \($0.message)" } ?? ""
        var result = self
        var failure = LabFailure(
            .nondeterminism,
            message: """
                two runs of one seed went differently (digests \(digest) and \(second.digest)), so no failure can be \
                replayed. Look for what differs from run to run: SystemRandomNumberGenerator (Int.random without \
                'using: &node.random'), Date() and other real clocks, static variables that keep state between \
                runs.\(outcome)
                """)
        failure.virtualTime = min(virtualSeconds, second.virtualSeconds)
        result.failure = failure
        return result
    }
}

/// One test: how to set up its cluster, and what to do with it.
package struct Scenario<Raft: RaftPeer>: Sendable {
    let servers: Int
    let isUnreliable: Bool
    let timeLimit: Duration
    let body: @Sendable (RaftCluster<Raft>) async throws -> Void

    /// - Parameters:
    ///   - servers: how many servers the cluster has.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - timeLimit: the virtual time in which the scenario must be over.
    ///   - body: the scenario.
    package init(
        servers: Int, isUnreliable: Bool, timeLimit: Duration,
        body: @escaping @Sendable (RaftCluster<Raft>) async throws -> Void
    ) {
        self.servers = servers
        self.isUnreliable = isUnreliable
        self.timeLimit = timeLimit
        self.body = body
    }

    /// Runs the scenario with one seed.
    package func run(seed: UInt64) -> RunResult {
        let clock = ContinuousClock()
        let start = clock.now
        let world = World(seed: seed, timeLimit: timeLimit)
        world.network.conditions.setLongDelays(true)
        world.network.conditions.setUnreliable(isUnreliable)
        let cluster = RaftCluster<Raft>(size: servers, world: world)
        let body = body
        let failure = world.run {
            cluster.startAll()
            try await body(cluster)
        }
        let wall = clock.now - start
        return RunResult(
            seed: seed, failure: failure, virtualSeconds: world.seconds, servers: servers,
            rpcs: world.network.traffic.calls, bytes: world.network.traffic.bytes, commits: cluster.lastApplied,
            digest: world.simulator.trace.digest.description, wallMilliseconds: wall / .milliseconds(1),
            options: "\(servers) servers, \(isUnreliable ? "unreliable" : "reliable") network, \(world.options)",
            events: failure.map { TraceReport.lastEvents(in: world.simulator.trace, about: $0.nodes) } ?? [])
    }
}
