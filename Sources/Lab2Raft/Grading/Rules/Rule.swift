import Harness
import LabKit

/// A rule that holds at all times, whatever fails. It is told what the servers do, and throws at the first violation.
///
/// Names of specifications without a remark are those of Ongaro's raft.tla and of the proofs that D. Ricketts added to it;
/// CCF's `ccfraft.tla` continues both.
protocol Rule {
    /// Where it comes from. The table of rules in the hand-out says the same.
    static var sources: [Source] { get }
    /// Whether it ever waits for something that a server must do in time.
    static var waits: Bool { get }

    /// A server was started, for the first time or again.
    mutating func didStart(_ server: Int, seconds: Double)
    /// A server has begun to handle a request in the step that is over.
    /// - Parameters:
    ///   - request: the request.
    ///   - receiver: the server.
    ///   - change: what the step did to it; nil if nothing.
    ///   - seconds: the virtual time.
    ///   - cluster: every server as last seen, this one already changed.
    mutating func didHandle(
        _ request: Request, at receiver: Int, _ change: Change?, seconds: Double, in cluster: ClusterView
    ) throws(LabFailure)
    /// A step has changed a server.
    mutating func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure)
    /// A server was looked at, whether anything has changed or not.
    /// - Parameters:
    ///   - server: the server.
    ///   - isRestart: whether it has crashed since the last look.
    ///   - seconds: the virtual time.
    ///   - cluster: every server as last seen.
    mutating func didLook(
        at server: Int, isRestart: Bool, seconds: Double, in cluster: ClusterView
    ) throws(LabFailure)
    /// Whether a look at a server can find something although nothing has changed; asked of rules that wait.
    func waits(for server: Int) -> Bool
    /// A reply arrives at a server, from another that was in `term` when it received the request.
    mutating func didHear(_ server: Int, from other: Int, term: Int, seconds: Double, in cluster: ClusterView)
    /// A server has answered `start`.
    mutating func didSubmit(
        _ command: [UInt8], to server: Int, _ submission: Submission, in cluster: ClusterView
    ) throws(LabFailure)
    /// A server has applied a command, in a step that is not over.
    mutating func didApply(
        _ command: [UInt8], index: Int, term: Int, by server: Int, in cluster: ClusterView
    ) throws(LabFailure)
}

// What a rule doesn't care for.
extension Rule {
    static var waits: Bool { false }
    func didStart(_ server: Int, seconds: Double) {}
    func didHandle(
        _ request: Request, at receiver: Int, _ change: Change?, seconds: Double, in cluster: ClusterView
    ) throws(LabFailure) {}
    func didChange(_ change: Change, in cluster: ClusterView) throws(LabFailure) {}
    func didLook(at server: Int, isRestart: Bool, seconds: Double, in cluster: ClusterView) throws(LabFailure) {}
    func waits(for server: Int) -> Bool { false }
    func didHear(_ server: Int, from other: Int, term: Int, seconds: Double, in cluster: ClusterView) {}
    func didSubmit(
        _ command: [UInt8], to server: Int, _ submission: Submission, in cluster: ClusterView
    ) throws(LabFailure) {}
    func didApply(
        _ command: [UInt8], index: Int, term: Int, by server: Int, in cluster: ClusterView
    ) throws(LabFailure) {}
}
