import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit

extension ShardConfig: BriefConvertible {
    /// `number 7: 100 100 101 among 100, 101`: whose each shard is, and which groups there are.
    package var brief: String {
        guard !groups.isEmpty else { return "(number \(number): no groups)" }
        let groups = groups.keys.sorted().map(String.init)
        guard shards.count <= 20 else { return "(number \(number): \(shards.count) shards, \(groups.count) groups)" }
        return "(number \(number): \(shards.map(String.init).joined(separator: " ")) among "
            + "\(groups.joined(separator: ", ")))"
    }
}
