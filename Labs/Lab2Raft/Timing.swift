/// How long a server waits for what.
enum Timing {
    /// A leader with nothing to say says so this often: at most ten times a second.
    static let heartbeat = Duration.milliseconds(100)

    // 2A: how long a follower waits before it starts an election. The paper's 150 to 300 ms suit heartbeats that are
    // sent more often than these; a new leader must be elected within five seconds.
}
