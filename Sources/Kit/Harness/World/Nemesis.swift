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
    /// The machines that crash when the step that is going on is over.
    private var doomed: Set<Int> = []

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed, purpose: "nemesis")
    }

    /// Crashes nobody any more.
    package func rest() {
        (crashAfterReply, crashAfterCommit, crashAfterSave) = (0, 0, 0)
    }

    /// A leader has committed something in the step that is over.
    package func leaderDidCommit(on machine: Int) {
        if generator.chance(crashAfterCommit) { doomed.insert(machine) }
    }

    /// A reply has left a server.
    func serverDidReply(on machine: Int) {
        if generator.chance(crashAfterReply) { doomed.insert(machine) }
    }

    /// A server has saved something.
    /// - Returns: how long it must stay down, if it has just lost its power; nil if it goes on.
    func serverDidSave() -> Duration? {
        generator.chance(crashAfterSave) ? drawOutage() : nil
    }

    /// A server's step is over, so it can be crashed now.
    /// - Returns: how long it must stay down; nil if it goes on.
    func serverDidStep(on machine: Int) -> Duration? {
        guard !doomed.isEmpty, doomed.remove(machine) != nil else { return nil }
        return drawOutage()
    }

    private func drawOutage() -> Duration { generator.duration(in: .zero...longestOutage) }
}
