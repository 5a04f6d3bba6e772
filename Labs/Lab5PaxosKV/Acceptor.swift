import LabKit

/// What an acceptor remembers and how it answers, without clocks, messages in flight or tasks.
struct Acceptor: Codable, Sendable {
    // What does it know of each instance? AcceptorState is what tests look at.

    /// What it knows of an instance.
    subscript(instance: Instance) -> AcceptorState { AcceptorState() }

    /// Phase 1: promises to take no part in smaller ballots, and tells its vote in any case.
    /// - Parameter me: this acceptor's place.
    mutating func prepare(_ request: Prepare, me: Int) -> Promise? {
        // Paxos Made Simple, section 2.2, P1a. And what does a promise tell?
        nil
    }

    /// Phase 2: accepts, unless it has promised not to.
    /// - Parameter me: this acceptor's place.
    mutating func accept(_ request: Accept, me: Int) -> Accepted? {
        nil
    }
}
