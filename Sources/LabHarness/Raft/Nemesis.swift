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
    /// The probability that a server loses its power right after a save: what it saves later in the same step is lost.
    public var crashAfterSave = 0.0
    /// The longest time that a server stays down.
    public var longestOutage = Duration.milliseconds(100)

    private var generator: SeededGenerator
    private var doomed: Set<Int> = []
    private var commitIndexes: [Int: Int] = [:]

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed, purpose: "nemesis")
    }

    func serverDidReply(_ server: Int) {
        if generator.chance(crashAfterReply) { doomed.insert(server) }
    }

    /// - Returns: whether the server has just lost its power.
    func serverDidSave(_ server: Int) -> Bool {
        guard generator.chance(crashAfterSave) else { return false }
        doomed.insert(server)
        return true
    }

    /// Crashes nobody any more.
    func rest() {
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
        guard let outage = takeOutage(of: server) else { return }
        cluster.crash(server)
        cluster.world.after(outage) { [weak cluster] in cluster?.start(server) }
    }

    /// How long a server must stay down from now on; nil if it goes on.
    func takeOutage(of server: Int) -> Duration? {
        doomed.remove(server) == nil ? nil : generator.duration(in: .zero...longestOutage)
    }
}
