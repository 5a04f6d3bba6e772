import Harness
import Lab2RaftGrading
import LabKit

extension LabTestCase {
    /// Runs a scenario against a new key/value store and its clients for every seed.
    ///
    /// A pass prints one line. The first failure is reported in full, with the command that replays it.
    /// - Parameters:
    ///   - server: the server under test.
    ///   - clerk: the clerk under test.
    ///   - servers: how many servers the cluster has.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - maxRaftState: near how many bytes of Raft's state a server takes a snapshot; nil for never.
    ///   - isTimed: whether the scenario measures speed; then it isn't run in weather that makes clients wait.
    ///   - points: what the test is worth, if all its seeds pass.
    ///   - timeLimit: the virtual time in which the scenario must be over (MIT: 120 s).
    ///   - body: the scenario; throws a `LabFailure` when something is wrong.
    public func keyValue<Server: KeyValueServer, Clerk: KeyValueClerk>(
        _ server: Server.Type, _ clerk: Clerk.Type, servers: Int = 5, isUnreliable: Bool = false,
        maxRaftState: Int? = nil, isTimed: Bool = false, points: Int, timeLimit: Duration = .seconds(120),
        file: StaticString = #filePath,
        line: UInt = #line,
        _ body: @escaping @Sendable (KVCluster<Server, Clerk>) async throws -> Void
    ) {
        grade(
            KVCluster<Server, Clerk>.self, .init(servers: servers, maxRaftState: maxRaftState, isTimed: isTimed),
            isUnreliable: isUnreliable, points: points, timeLimit: timeLimit, file: file, line: line, body)
    }
}
