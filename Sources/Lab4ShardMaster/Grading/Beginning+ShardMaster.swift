import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading

extension Beginning {
    /// Nobody executes what administrators ask.
    package static let shardMaster = Beginning(
        part: "Lab 4A", fact: "there is no configuration yet but number 0",
        place: "begin with handle(_:) in Lab4ShardMaster/ShardMaster.swift",
        advice:
            "which has a command committed, as in Lab 3, and with ConfigurationHistory, which executes it")
}

extension MasterCluster {
    /// In which parts something is written: what has happened that can't happen without them.
    package var begun: Set<Beginning> {
        world.begunParts.union(configurations.log.latest.number > 0 ? [.log, .service, .shardMaster] : [])
    }
}
