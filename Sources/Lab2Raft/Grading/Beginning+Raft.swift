import Harness

extension Beginning {
    /// Nobody asks for votes.
    package static let election = Beginning(
        part: "Lab 2A", fact: "no server has sent a message to another yet",
        place: "begin with run() in Lab2Raft/Raft.swift",
        advice: "with a timer that starts an election")
    /// Nobody takes commands.
    package static let log = Beginning(
        part: "Lab 2B", fact: "no server has an entry in its log yet",
        place: "begin with start(_:) in Lab2Raft/Raft.swift",
        advice: "where a leader appends the command")
}

extension World {
    /// What of Raft is written as far as messages tell.
    package var begunParts: Set<Beginning> { hasServerCalls ? [.election] : [] }
}

extension RaftCluster {
    /// In which parts something is written: what has happened that can't happen without them.
    package var begun: Set<Beginning> {
        let hasEntries = lastApplied > 0 || rules.monitor?.cluster.servers.contains { $0.state.lastIndex > 0 } == true
        return world.begunParts.union(hasEntries ? [.log] : [])
    }
}
