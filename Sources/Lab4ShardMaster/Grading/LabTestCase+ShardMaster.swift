import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit

extension LabTestCase {
    /// Runs a scenario against a new shard master and its administrators for every seed.
    /// - Parameters:
    ///   - master: the server under test.
    ///   - clerk: the clerk under test.
    ///   - servers: how many servers the shard master has.
    ///   - shards: how many shards there are.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - isTimed: whether it can't stand weather that makes clerks wait.
    ///   - points: what the test is worth, if all its seeds pass.
    ///   - timeLimit: the virtual time in which the scenario must be over (MIT: 120 s).
    ///   - body: the scenario; throws a `LabFailure` when something is wrong.
    public func shardMaster<Master: ShardMasterServer, Clerk: ShardMasterClerk>(
        _ master: Master.Type, _ clerk: Clerk.Type, servers: Int = 3, shards: Int = ShardConfig.shardCount,
        isUnreliable: Bool = false, isTimed: Bool = false, points: Int, timeLimit: Duration = .seconds(120),
        file: StaticString = #filePath, line: UInt = #line,
        _ body: @escaping @Sendable (MasterCluster<Master, Clerk>) async throws -> Void
    ) {
        grade(
            MasterCluster<Master, Clerk>.self, .init(servers: servers, shards: shards, isTimed: isTimed),
            isUnreliable: isUnreliable, points: points, timeLimit: timeLimit, file: file, line: line, body)
    }
}
