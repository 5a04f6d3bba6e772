import Harness
import Simulation

/// Crashes servers at the moments that hurt most: right after a reply has left, or a leader has committed, or between two
/// saves. They restart from their disks soon after.
///
/// ```swift
/// cluster.conditions.repliesOutliveServers = true
/// cluster.nemesis.crashAfterReply = 0.1
/// ```
public final class Nemesis: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// The probability that a server crashes right after a reply has left it.
    public var crashAfterReply = 0.0
    /// The probability that a leader crashes right after it has committed something.
    public var crashAfterCommit = 0.0
    /// The probability that a server loses its power right after a save: nothing that it does later in the same step leaves
    /// the machine, no message and no save.
    public var crashAfterSave = 0.0
    /// The longest time that a server stays down.
    public var longestOutage = Duration.milliseconds(100)

    private var generator: SeededGenerator
    private var doomed: Set<Int> = []
    private var commitIndexes: [Int: Int] = [:]

    package init(seed: UInt64) {
        generator = SeededGenerator(seed: seed, purpose: "nemesis")
    }

    func serverDidReply(_ server: Int) {
        if generator.chance(crashAfterReply) { doomed.insert(server) }
    }

    /// A server has saved something.
    /// - Returns: how long it must stay down, if it has just lost its power; nil if it goes on.
    package func serverDidSave(_ server: Int) -> Duration? {
        generator.chance(crashAfterSave) ? drawOutage() : nil
    }

    private func drawOutage() -> Duration { generator.duration(in: .zero...longestOutage) }

    /// Crashes nobody any more.
    package func rest() {
        (crashAfterReply, crashAfterCommit, crashAfterSave) = (0, 0, 0)
    }

    /// Whether there may be something to do after a step.
    var isArmed: Bool { crashAfterCommit > 0 || !doomed.isEmpty }

    /// A server's step is over, so it can be crashed now.
    func server<Raft>(_ server: Int, didStepIn cluster: RaftCluster<Raft>) {
        if crashAfterCommit > 0, let state = cluster.inspect(server), state.role == .leader {
            let before = commitIndexes.updateValue(state.commitIndex, forKey: server) ?? 0
            if state.commitIndex > before, generator.chance(crashAfterCommit) { doomed.insert(server) }
        }
        if doomed.remove(server) != nil { cluster.crash(server, for: drawOutage()) }
    }
}
