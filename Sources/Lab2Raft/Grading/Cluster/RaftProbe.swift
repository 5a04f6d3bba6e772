import Harness
import LabKit

/// How to look into a server that runs.
///
/// The closures know the solution's types, so that who looks needn't. At every step of every server, finding the metadata of
/// generic types took as long as the look itself.
package struct RaftProbe {
    /// What it reports of itself.
    let state: () -> RaftState
    /// The term of its entry at an index; nil if it has none there.
    let logTerm: (_ index: Int) -> Int?
    /// What the service above Raft reports of itself, in words; nothing if it is the harness's own.
    let service: () -> String

    /// - Parameters:
    ///   - raft: the server.
    ///   - platform: its node's ground.
    ///   - world: the run it belongs to.
    ///   - service: what the service above reports of itself.
    package init<Raft: RaftPeer>(
        _ raft: Raft, on platform: SimulatedPlatform, in world: World, service: @escaping () -> String = { "" }
    ) {
        self.service = service
        state = { world.visit(raft, on: platform) { $0.inspect() } }
        logTerm = { index in world.visit(raft, on: platform) { $0.logTerm(at: index) } }
    }
}
