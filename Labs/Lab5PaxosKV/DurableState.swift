import LabKit

/// What must survive a crash: all that others were told, and all that this proposer has ever used.
struct DurableState: Codable, Sendable {
    /// What the acceptor has promised and accepted.
    var acceptor = Acceptor()
    // What must a proposer never do twice, not even after a crash?
}
