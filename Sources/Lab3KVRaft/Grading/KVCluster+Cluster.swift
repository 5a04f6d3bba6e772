import Harness
import Lab2RaftGrading
import LabKit

extension KVCluster: Cluster {
    /// What a scenario chooses about a cluster.
    package struct Setup: Sendable {
        let servers: Int
        let maxRaftState: Int?
        let isTimed: Bool

        /// - Parameters:
        ///   - servers: how many servers the cluster has.
        ///   - maxRaftState: near how many bytes of Raft's state a server takes a snapshot; nil for never.
        ///   - isTimed: whether the scenario measures speed, and so can't have weather that makes clients wait.
        package init(servers: Int, maxRaftState: Int?, isTimed: Bool) {
            self.servers = servers
            self.maxRaftState = maxRaftState
            self.isTimed = isTimed
        }
    }

    package static var hasOwnService: Bool { true }

    package convenience init(_ setup: Setup, in world: World) {
        self.init(size: setup.servers, world: world, maxRaftState: setup.maxRaftState)
        world.begin(
            oneOf: [.fair, .duplicates, .reordering, .powerFailures(0.004), .longPartitions], isTimed: setup.isTimed)
    }

    package func start() { servers.startAll() }

    /// Somebody waited for ever, and that is why the test took so long.
    package var whatWasWaitedFor: LabFailure? { unanswered }

    package var verdict: LabFailure? { clients.failure }

    package var figures: Figures {
        Figures(
            servers: size, commits: servers.commitCount, paper: raftPaper,
            parts: [.election, .log, .service], begun: begun)
    }
}
