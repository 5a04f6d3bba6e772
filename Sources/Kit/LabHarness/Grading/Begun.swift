import Simulation

// In which parts of the labs something is written: what has happened in a run that can't happen without them.

extension World {
    var begun: Set<Beginning> {
        network.traffic.callers.contains { names.isServer($0) } ? [.election] : []
    }
}

extension RaftCluster {
    var begun: Set<Beginning> {
        let hasEntries = lastApplied > 0 || monitor?.cluster.servers.contains { $0.state.lastIndex > 0 } == true
        return world.begun.union(hasEntries ? [.log, .service] : [])
    }
}

extension MasterCluster {
    var begun: Set<Beginning> {
        world.begun.union(configurations.log.latest.number > 0 ? [.log, .service, .shardMaster] : [])
    }
}

extension ShardCluster {
    var begun: Set<Beginning> {
        master.begun.union(groupNumbers.contains { reached(by: $0) > 0 } ? [.migration] : [])
    }
}

extension LabFailure {
    /// Whether it is about how code behaved on its machine, which nothing that is unwritten excuses.
    var isOfConduct: Bool {
        switch SimulationFailure.Kind(rawValue: kind.rawValue) {
        case .timeLimit, .asleep: false
        case nil: [.misuse, .runThrew, .blocked, .crashed, .nondeterminism, .testError].contains(kind)
        default: true
        }
    }
}
