import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit

extension ShardCluster: Cluster {
    /// What a scenario chooses about a sharded service.
    package struct Setup: Sendable {
        let groups: Int
        let servers: Int
        let shards: Int
        let maxRaftState: Int?
        let isTimed: Bool
        let isWatched: Bool

        /// - Parameters:
        ///   - groups: how many groups there are.
        ///   - servers: how many servers each has.
        ///   - shards: how many shards there are.
        ///   - maxRaftState: near how many bytes of Raft's state a server takes a snapshot; nil for never.
        ///   - isTimed: whether the scenario can't stand weather that makes clerks wait.
        ///   - isWatched: whether the servers are held to the rules at every step.
        package init(
            groups: Int = 3, servers: Int = 3, shards: Int = ShardConfig.shardCount, maxRaftState: Int? = nil,
            isTimed: Bool = false, isWatched: Bool = true
        ) {
            self.groups = groups
            self.servers = servers
            self.shards = shards
            self.maxRaftState = maxRaftState
            self.isTimed = isTimed
            self.isWatched = isWatched
        }
    }

    package static var hasOwnService: Bool { true }

    package convenience init(_ setup: Setup, in world: World) {
        self.init(
            groups: setup.groups, size: setup.servers, shards: setup.shards, maxRaftState: setup.maxRaftState,
            world: world)
        isWatched = setup.isWatched
        world.beginWeatherOfLab4(isTimed: setup.isTimed)
    }

    package func start() {
        if isWatched { watch() }
        startAll()
    }

    package var verdict: LabFailure? { clients.failure }

    package var figures: Figures {
        Figures(
            servers: groups.values.reduce(master.servers.size) { $0 + $1.size },
            commits: master.configurations.log.latest.number, paper: raftPaper,
            parts: [.election, .log, .service, .shardMaster, .migration], begun: begun)
    }
}
