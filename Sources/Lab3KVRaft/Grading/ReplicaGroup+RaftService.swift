import Harness
import Lab2RaftGrading
import LabKit

extension ReplicaGroup where Replica: RaftService {
    /// Holds the servers to Raft's rules from now on.
    /// - Parameter inspect: what a server reports of itself, in words.
    package func followRaftRules(_ inspect: @escaping (isolated Replica) -> String) -> RaftRules {
        RaftRules(of: self, stage: .persistence, trials: 0.25) { [unowned world] server, platform in
            RaftProbe(server.raft, on: platform, in: world) { world.visit(server, on: platform, inspect) }
        }
    }

    /// Who leads the newest term that a running server knows; nil if nobody does.
    public var leader: Int? {
        let states = runningServers.map { server in
            let running = self.running[server]!
            return (server, world.visit(running.replica.raft, on: running.platform) { $0.status() })
        }
        let newest = states.map(\.1.term).max()
        return states.first { $0.1.isLeader && $0.1.term == newest }?.0
    }
}
