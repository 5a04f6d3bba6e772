import Harness
import LabKit
import Simulation

/// What the sections of failures in Raft, and in services on it, are of.
package let raftPaper = "the Raft paper"

/// One test: how to set up its cluster, and what to do with it.
package struct Scenario<Raft: RaftPeer>: Sendable {
    package let servers: Int
    let isUnreliable: Bool
    let timeLimit: Duration
    let stage: Stage?
    let body: @Sendable (RaftCluster<Raft>) async throws -> Void

    /// - Parameters:
    ///   - servers: how many servers the cluster has.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - timeLimit: the virtual time in which the scenario must be over.
    ///   - stage: how far the solution is expected to be, and so which rules it is held to; nil for none.
    ///   - body: the scenario.
    package init(
        servers: Int, isUnreliable: Bool, timeLimit: Duration, stage: Stage?,
        body: @escaping @Sendable (RaftCluster<Raft>) async throws -> Void
    ) {
        self.servers = servers
        self.isUnreliable = isUnreliable
        self.timeLimit = timeLimit
        self.stage = stage
        self.body = body
    }

    /// Runs the scenario with one seed, in a world and with a cluster of its own.
    /// - Returns: what came of it, pass or failure.
    package func run(seed: UInt64) -> RunResult {
        let clock = ContinuousClock()
        let start = clock.now
        let world = World(seed: seed, timeLimit: timeLimit)
        world.network.conditions.setLongDelays(true)
        world.network.conditions.setUnreliable(isUnreliable)
        let cluster = RaftCluster<Raft>(size: servers, world: world, stage: stage)
        let (body, stage) = (body, stage)
        let failure = world.run {
            cluster.startAll()
            try await body(cluster)
            if let stage { try await cluster.recover(to: stage) }
        }
        return RunResult(
            seed: seed, failure: failure, world: world, servers: servers, isUnreliable: isUnreliable,
            paper: raftPaper, parts: [.election, .log], begun: cluster.begun, commits: cluster.lastApplied,
            wall: clock.now - start)
    }
}
