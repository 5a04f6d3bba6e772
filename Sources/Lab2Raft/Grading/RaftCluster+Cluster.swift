import Harness
import LabKit

/// What the sections of failures in Raft, and in services on it, are of.
package let raftPaper = "the Raft paper"

extension RaftCluster: Cluster {
    /// What a scenario chooses about a cluster.
    package struct Setup: Sendable {
        let servers: Int
        let stage: Stage?

        /// - Parameters:
        ///   - servers: how many servers the cluster has.
        ///   - stage: how far the solution is expected to be, and so which rules it is held to; nil for none.
        package init(servers: Int, stage: Stage?) {
            self.servers = servers
            self.stage = stage
        }
    }

    package static var hasOwnService: Bool { false }

    package convenience init(_ setup: Setup, in world: World) {
        self.init(size: setup.servers, world: world, stage: setup.stage)
        world.network.conditions.setLongDelays(true)
    }

    package func start() { startAll() }

    package func recover() async throws {
        if let stage { try await recover(to: stage) }
    }

    package var figures: Figures {
        Figures(servers: size, commits: lastApplied, paper: raftPaper, parts: [.election, .log], begun: begun)
    }
}
