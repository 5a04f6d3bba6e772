import Harness
import Lab2RaftGrading

extension Beginning {
    /// No command reaches Raft.
    package static let service = Beginning(
        part: "Lab 3A", fact: "no server has handed a command to Raft yet",
        place: "begin with ask(_:) in Lab3KVRaft/ServerGroup.swift",
        advice:
            "which asks one server after the other, and with execute(_:) in Replica.swift, which hands a command to raft.start"
    )
}

extension KVCluster {
    /// In which parts something is written: what has happened that can't happen without them.
    package var begun: Set<Beginning> {
        let begun = servers.begun
        return begun.contains(.log) ? begun.union([.service]) : begun
    }
}
