import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit
import Simulation

/// One test of a shard master: how to set up its cluster, and what to do with it.
package struct MasterScenario<Master: ShardMasterServer, Clerk: ShardMasterClerk>: Sendable {
    package let servers: Int
    let shards: Int
    let isUnreliable: Bool
    let isTimed: Bool
    let timeLimit: Duration
    let body: @Sendable (MasterCluster<Master, Clerk>) async throws -> Void

    /// Runs the scenario with one seed, in a world and with a cluster of its own. When it is over, the shard master must work
    /// again.
    /// - Returns: what came of it, pass or failure.
    package func run(seed: UInt64) -> RunResult {
        let clock = ContinuousClock()
        let start = clock.now
        let world = World(seed: seed, timeLimit: timeLimit, hasOwnService: true)
        world.network.conditions.setUnreliable(isUnreliable)
        let cluster = MasterCluster<Master, Clerk>(size: servers, shards: shards, world: world)
        let weather = Weather(shardSeed: seed, isTimed: isTimed)
        cluster.begin(weather)
        let body = body
        let failure = world.run {
            cluster.watch()
            cluster.servers.startAll()
            try await body(cluster)
            try await cluster.recover()
        }
        return RunResult(
            seed: seed, failure: failure, world: world, servers: servers, isUnreliable: isUnreliable,
            remark: weather.rawValue, paper: raftPaper, parts: [.election, .log, .service, .shardMaster],
            begun: cluster.begun, commits: cluster.configurations.log.latest.number,
            wall: clock.now - start)
    }
}
