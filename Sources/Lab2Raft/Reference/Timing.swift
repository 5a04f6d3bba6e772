/// How long a server waits for what.
enum Timing {
    /// A leader with nothing to say says so this often. The hand-out allows ten heartbeats a second.
    static let heartbeat = Duration.milliseconds(100)

    /// A follower that hears from nobody for a time drawn from here starts an election. The range is wide, so that two
    /// servers rarely start at once (section 5.2), and its low end leaves room for two lost heartbeats.
    static let election = Duration.milliseconds(350) ... .milliseconds(700)
}
