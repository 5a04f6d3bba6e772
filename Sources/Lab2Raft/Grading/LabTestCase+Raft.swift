import Harness
import LabKit

extension LabTestCase {
    /// Runs a scenario against a new cluster for every seed.
    ///
    /// A pass prints one line. The first failure is reported in full, with the command that replays it.
    /// - Parameters:
    ///   - type: the Raft implementation under test.
    ///   - servers: how many servers the cluster has.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - points: what the test is worth, if all its seeds pass.
    ///   - stage: how far the solution is expected to be, and so which rules it is held to at every step.
    ///   - timeLimit: the virtual time in which the scenario must be over (MIT: 120 s).
    ///   - body: the scenario; throws a `LabFailure` when something is wrong.
    public func raft<Raft: RaftPeer>(
        _ type: Raft.Type, servers: Int, isUnreliable: Bool = false, points: Int,
        stage: Stage = .persistence, timeLimit: Duration = .seconds(120), file: StaticString = #filePath,
        line: UInt = #line,
        _ body: @escaping @Sendable (RaftCluster<Raft>) async throws -> Void
    ) {
        grade(
            RaftCluster<Raft>.self, .init(servers: servers, stage: stage), isUnreliable: isUnreliable, points: points,
            timeLimit: timeLimit, file: file, line: line, body)
    }
}
