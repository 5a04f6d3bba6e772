import LabKit

/// What a server was asked to propose or to read, and what came of it.
public final class Proposal: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// In which instance.
    public let instance: Instance
    /// By which server.
    public let server: Int
    /// Whether the server has returned.
    public private(set) var isOver = false
    /// What it has returned.
    public private(set) var value: PaxosValue?
    /// When it has, in seconds of virtual time.
    public private(set) var time = 0.0

    init(at instance: Instance, by server: Int) {
        self.instance = instance
        self.server = server
    }

    func end(_ value: PaxosValue?, at time: Double) {
        (isOver, self.value, self.time) = (true, value, time)
    }
}
