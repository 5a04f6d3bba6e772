import LabKit
import Simulation

/// One test of a sharded key/value service: how to set up its cluster, and what to do with it.
package struct ShardScenario<
    Master: ShardMasterServer, MasterClerk: ShardMasterClerk, Server: ShardKVServer, Clerk: ShardKVClerk
>: Sendable {
    package typealias Cluster = ShardCluster<Master, MasterClerk, Server, Clerk>

    var groups = 3
    var servers = 3
    var shards = ShardConfig.shardCount
    let isUnreliable: Bool
    let maxRaftState: Int?
    let isTimed: Bool
    let timeLimit: Duration
    let body: @Sendable (Cluster) async throws -> Void

    /// Runs the scenario with one seed, in a world and with a cluster of its own. When it is over, the service must work
    /// again, and what its clients saw be linearizable.
    /// - Returns: what came of it, pass or failure.
    package func run(seed: UInt64) -> RunResult {
        let clock = ContinuousClock()
        let start = clock.now
        let world = World(seed: seed, timeLimit: timeLimit)
        world.network.conditions.setUnreliable(isUnreliable)
        let cluster = Cluster(groups: groups, size: servers, shards: shards, maxRaftState: maxRaftState, world: world)
        let weather = Weather(shardSeed: seed, isTimed: isTimed)
        cluster.master.begin(weather)
        let body = body
        var failure = world.run {
            cluster.start()
            try await body(cluster)
            try await cluster.recover()
        }
        if failure == nil {
            failure = cluster.clients.history.failure()
            failure?.virtualTime = world.seconds
        }
        return RunResult(
            seed: seed, failure: failure, world: world, servers: groups * servers + cluster.master.servers.size,
            isUnreliable: isUnreliable, remark: weather.rawValue,
            commits: cluster.master.configurations.log.latest.number, wall: clock.now - start)
    }
}
