import Harness
import LabKit
import Simulation

/// How to look into a server that runs.
///
/// The closures know the solution's types, so that who looks needn't. At every step of every server, finding the metadata of
/// generic types took as long as the look itself.
struct RaftProbe {
    /// The machine that the server runs on.
    package let machine: Machine
    /// What it reports of itself.
    let state: () -> RaftState
    /// The term of its entry at an index; nil if it has none there.
    let logTerm: (_ index: Int) -> Int?

    /// - Parameters:
    ///   - raft: the server.
    ///   - platform: its node's ground.
    ///   - world: the run it belongs to.
    init<Raft: RaftPeer>(_ raft: Raft, on platform: SimulatedPlatform, in world: World) {
        machine = platform.machine
        state = { world.visit(raft, on: platform) { $0.inspect() } }
        logTerm = { index in world.visit(raft, on: platform) { $0.logTerm(at: index) } }
    }
}
