import LabKit

/// How long a proposer waits after an attempt that failed: at random, and each time up to twice as long, so that of two that
/// thwart each other one soon has the time that it needs.
enum Backoff {
    /// The most to wait after the first failure: two round trips of a slow network.
    private static let first = Duration.milliseconds(20)
    /// The most to wait after any.
    private static let longest = Duration.milliseconds(320)

    /// How long to wait.
    /// - Parameters:
    ///   - failures: how many attempts have failed, this one included.
    ///   - random: the node's randomness.
    static func pause(after failures: Int, using random: NodeRandom) -> Duration {
        random.duration(in: .zero...min(longest, first * (1 << min(failures - 1, 10))))
    }
}
