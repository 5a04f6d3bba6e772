import Harness

/// How far a solution is expected to be: a test asks no more of it.
public enum Stage: Int, Sendable, Comparable {
    /// Lab 2A: it elects leaders.
    case election
    /// Lab 2B: it replicates a log too, but may forget everything in a crash.
    case replication
    /// Lab 2C and later: what it has told anybody survives a crash.
    case persistence

    /// Whether one comes before the other.
    public static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
}
