import Harness
import Lab2RaftGrading
import LabKit
import Simulation

/// One test of a key/value store: how to set up its cluster, and what to do with it.
package struct KVScenario<Server: KeyValueServer, Clerk: KeyValueClerk>: Sendable {
    package let servers: Int
    let isUnreliable: Bool
    let maxRaftState: Int?
    let isTimed: Bool
    let timeLimit: Duration
    let body: @Sendable (KVCluster<Server, Clerk>) async throws -> Void

    /// - Parameters:
    ///   - servers: how many servers the cluster has.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - maxRaftState: near how many bytes of Raft's state a server takes a snapshot; nil for never.
    ///   - isTimed: whether it measures speed, and so can't have weather that makes clients wait.
    ///   - timeLimit: the virtual time in which the scenario must be over.
    ///   - body: the scenario.
    package init(
        servers: Int, isUnreliable: Bool, maxRaftState: Int?, isTimed: Bool, timeLimit: Duration,
        body: @escaping @Sendable (KVCluster<Server, Clerk>) async throws -> Void
    ) {
        self.servers = servers
        self.isUnreliable = isUnreliable
        self.maxRaftState = maxRaftState
        self.isTimed = isTimed
        self.timeLimit = timeLimit
        self.body = body
    }

    /// Runs the scenario with one seed, in a world and with a cluster of its own. When it is over, the store must work again,
    /// and what its clients saw be linearizable.
    /// - Parameter traceEnd: the time after which no events are kept; nil to keep the latest of the run.
    /// - Returns: what came of it, pass or failure.
    package func run(seed: UInt64, traceEnd: VirtualTime? = nil) -> RunResult {
        let clock = ContinuousClock()
        let start = clock.now
        let world = World(seed: seed, timeLimit: timeLimit, hasOwnService: true, traceEnd: traceEnd)
        world.network.conditions.setUnreliable(isUnreliable)
        let cluster = KVCluster<Server, Clerk>(size: servers, world: world, maxRaftState: maxRaftState)
        let body = body
        var weather = Weather(seed: seed)
        if isTimed, weather.isSlow { weather = .fair }
        cluster.begin(weather)
        world.simulator.didRunOut = { [weak cluster] in
            // Somebody waited for ever, and that is why the test took so long.
            if let failure = cluster?.unanswered { world.fail(failure) }
        }
        var failure = world.run {
            cluster.servers.startAll()
            try await body(cluster)
            try await cluster.recover()
        }
        if failure == nil {
            failure = cluster.clients.failure
            failure?.virtualTime = world.seconds
        }
        return RunResult(
            seed: seed, failure: failure, world: world, servers: servers, isUnreliable: isUnreliable,
            remark: weather.rawValue, paper: raftPaper, parts: [.election, .log, .service], begun: cluster.begun,
            commits: cluster.servers.commitCount,
            wall: clock.now - start)
    }
}
