import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit

extension MasterCluster: Cluster {
    /// What a scenario chooses about a shard master.
    package struct Setup: Sendable {
        let servers: Int
        let shards: Int
        let isTimed: Bool

        /// - Parameters:
        ///   - servers: how many servers it has.
        ///   - shards: how many shards there are.
        ///   - isTimed: whether the scenario can't stand weather that makes clerks wait.
        package init(servers: Int, shards: Int, isTimed: Bool) {
            self.servers = servers
            self.shards = shards
            self.isTimed = isTimed
        }
    }

    package static var hasOwnService: Bool { true }

    package convenience init(_ setup: Setup, in world: World) {
        self.init(size: setup.servers, shards: setup.shards, world: world)
        world.beginWeatherOfLab4(isTimed: setup.isTimed)
    }

    package func start() {
        watch()
        servers.startAll()
    }

    package var figures: Figures {
        Figures(
            servers: servers.size, commits: configurations.log.latest.number,
            paper: raftPaper, parts: [.election, .log, .service, .shardMaster], begun: begun)
    }
}
