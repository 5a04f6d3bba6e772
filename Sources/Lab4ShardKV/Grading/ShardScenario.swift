import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit
import Simulation

/// One test of a sharded key/value service: how to set up its cluster, and what to do with it.
package struct ShardScenario<
    Master: ShardMasterServer, MasterClerk: ShardMasterClerk, Server: ShardKVServer, Clerk: ShardKVClerk
>: Sendable {
    package typealias Cluster = ShardCluster<Master, MasterClerk, Server, Clerk>

    let groups: Int
    package let servers: Int
    let shards: Int
    let isUnreliable: Bool
    let maxRaftState: Int?
    let isTimed: Bool
    let isWatched: Bool
    let timeLimit: Duration
    let stepLimit: Int
    let body: @Sendable (Cluster) async throws -> Void

    /// - Parameters:
    ///   - groups: how many groups there are.
    ///   - servers: how many servers each has.
    ///   - shards: how many shards there are.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - maxRaftState: near how many bytes of Raft's state a server takes a snapshot; nil for never.
    ///   - isTimed: whether it can't stand weather that makes clerks wait.
    ///   - isWatched: whether the servers are held to the rules at every step.
    ///   - timeLimit: the virtual time in which the scenario must be over.
    ///   - stepLimit: the most steps that it may take.
    ///   - body: the scenario.
    package init(
        groups: Int = 3, servers: Int = 3, shards: Int = ShardConfig.shardCount, isUnreliable: Bool = false,
        maxRaftState: Int? = nil, isTimed: Bool = false, isWatched: Bool = true, timeLimit: Duration,
        stepLimit: Int = 1_000_000,
        body: @escaping @Sendable (Cluster) async throws -> Void
    ) {
        self.groups = groups
        self.servers = servers
        self.shards = shards
        self.isUnreliable = isUnreliable
        self.maxRaftState = maxRaftState
        self.isTimed = isTimed
        self.isWatched = isWatched
        self.timeLimit = timeLimit
        self.stepLimit = stepLimit
        self.body = body
    }

    /// Runs the scenario with one seed, in a world and with a cluster of its own. When it is over, the service must work
    /// again, and what its clients saw be linearizable.
    /// - Parameter traceEnd: the time after which no events are kept; nil to keep the latest of the run.
    /// - Returns: what came of it, pass or failure.
    package func run(seed: UInt64, traceEnd: VirtualTime? = nil) -> RunResult {
        let clock = ContinuousClock()
        let start = clock.now
        let world = World(
            seed: seed, timeLimit: timeLimit, stepLimit: stepLimit, hasOwnService: true, traceEnd: traceEnd)
        world.network.conditions.setUnreliable(isUnreliable)
        let cluster = Cluster(groups: groups, size: servers, shards: shards, maxRaftState: maxRaftState, world: world)
        let weather = Weather(shardSeed: seed, isTimed: isTimed)
        cluster.master.begin(weather)
        let (body, isWatched) = (body, isWatched)
        var failure = world.run {
            if isWatched { cluster.watch() }
            cluster.startAll()
            try await body(cluster)
            try await cluster.recover()
        }
        if failure == nil {
            failure = cluster.clients.failure
            failure?.virtualTime = world.seconds
        }
        return RunResult(
            seed: seed, failure: failure, world: world, servers: groups * servers + cluster.master.servers.size,
            isUnreliable: isUnreliable, remark: weather.rawValue, paper: raftPaper,
            parts: [.election, .log, .service, .shardMaster, .migration], begun: cluster.begun,
            commits: cluster.master.configurations.log.latest.number, wall: clock.now - start)
    }
}
