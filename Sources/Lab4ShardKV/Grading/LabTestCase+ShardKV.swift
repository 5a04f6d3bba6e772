import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit

extension LabTestCase {
    /// Runs a scenario against a new shard master, three groups of three servers, and their clients for every seed.
    /// - Parameters:
    ///   - solution: what is under test.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - maxRaftState: near how many bytes of Raft's state a server takes a snapshot; nil for never.
    ///   - isTimed: whether it can't stand weather that makes clients wait.
    ///   - points: what the test is worth, if all its seeds pass.
    ///   - timeLimit: the virtual time in which the scenario must be over (MIT: 120 s).
    ///   - body: the scenario; throws a `LabFailure` when something is wrong.
    public func shardKV<Solution: ShardedSolution>(
        _ solution: Solution.Type, isUnreliable: Bool = false, maxRaftState: Int? = nil, isTimed: Bool = false,
        points: Int,
        timeLimit: Duration = .seconds(120), file: StaticString = #filePath, line: UInt = #line,
        _ body: @escaping @Sendable (ShardCluster<Solution>) async throws -> Void
    ) {
        grade(
            ShardCluster<Solution>.self, .init(maxRaftState: maxRaftState, isTimed: isTimed),
            isUnreliable: isUnreliable, points: points, timeLimit: timeLimit, file: file, line: line, body)
    }
}
