import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading

extension Beginning {
    /// No group follows the shard master.
    static let migration = Beginning(
        part: "Lab 4B", fact: "no group has followed a configuration yet",
        place: "begin with run() in Lab4ShardKV/ShardKV.swift",
        advice: "where the leader asks the shard master for the next configuration")
}

extension ShardCluster {
    /// In which parts something is written: what has happened that can't happen without them.
    package var begun: Set<Beginning> {
        master.begun.union(groupNumbers.contains { reached(by: $0) > 0 } ? [.migration] : [])
    }
}
