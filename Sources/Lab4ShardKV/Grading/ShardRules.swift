import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit

/// What must hold of the groups of Lab 4B at every moment: each takes the configurations one by one and in order, and no two
/// of them serve a shard at the same time.
struct ShardRules: Sendable {
    /// What a server was last seen to have: most looks find nothing new.
    private struct Sight: Equatable {
        let number: Int
        let serves: [Int]
    }

    /// Whether what stays with a group is served without a pause (challenge 2).
    var demandsService = false
    private var sights: [Int: Sight] = [:]
    /// The latest configuration that any server of a group was seen to be in.
    private var reached: [Int: Int] = [:]
    /// The group that was last seen to begin to serve each shard.
    private var holders: [Int: Int] = [:]

    /// How often a group has come to another configuration, or begun to serve a shard: what goes on changes it.
    private(set) var progress = 0

    /// The latest configuration that any server of a group was seen to be in.
    func reached(by group: Int) -> Int { reached[group] ?? 0 }

    /// Looks at a server that has just sent something.
    /// - Parameters:
    ///   - server: the number of its machine.
    ///   - name: the machine's name.
    ///   - group: its group.
    ///   - state: what it has.
    ///   - configurations: all that are known; what the server has is added.
    /// - Returns: the shards that have arrived at its group.
    mutating func look(
        at server: Int, _ name: String, of group: Int, _ state: ShardKVState, _ configurations: inout ConfigurationLog
    ) throws(LabFailure) -> [Int] {
        let sight = Sight(number: state.configuration.number, serves: state.serves)
        let former = sights.updateValue(sight, forKey: server)
        guard sight != former else { return [] }
        try checkConfiguration(state.configuration, server, name, group, &configurations)
        for shard in state.serves {
            try checkOwner(of: shard, in: state.configuration, server, name, group)
            try checkFormerOwner(of: shard, in: state.configuration, server, name, group, configurations)
        }
        if demandsService, let former, former.number < sight.number {
            try checkService(from: former, to: sight, server, name, group, configurations)
        }
        // Who has restarted goes through what it had served before.
        guard state.configuration.number == reached(by: group) else { return [] }
        let arrived = state.serves.filter { holders.updateValue(group, forKey: $0) != group }
        progress += arrived.count
        return arrived
    }

    // MARK: - Configurations

    private mutating func checkConfiguration(
        _ config: ShardConfig, _ server: Int, _ name: String, _ group: Int, _ configurations: inout ConfigurationLog
    ) throws(LabFailure) {
        // Before its first configuration a server knows nothing, not even how many shards there are.
        if config.number > 0 {
            try configurations.record(config, seenAt: [server], by: name)
        }
        let before = reached(by: group)
        guard config.number <= before + 1 else {
            throw LabFailure(
                .configurationSkipped, nodes: [server], index: config.number,
                message: """
                    \(name) is in configuration \(config.number), but the latest that any server of \
                    group \(group) was in before is number \(before): the group has skipped one.
                    """,
                question: """
                    Shards may move in every configuration, and each must be handed over by who had it before: does the group \
                    ask for the next one, or for the latest? And does each go through the log?
                    """)
        }
        if config.number > before {
            reached[group] = config.number
            progress += 1
        }
    }

    // MARK: - Shards

    private func checkOwner(
        of shard: Int, in config: ShardConfig, _ server: Int, _ name: String, _ group: Int
    ) throws(LabFailure) {
        guard !config.shards.indices.contains(shard) || config.shards[shard] != group else { return }
        let owner = config.shards.indices.contains(shard) ? config.shards[shard] : ShardConfig.nobody
        throw LabFailure(
            .foreignShard, nodes: [server], index: config.number,
            message: """
                \(name) serves shard \(shard) in configuration \(config.number), in which it belongs \
                to \(owner == ShardConfig.nobody ? "nobody" : "group \(owner)").
                """,
            question: """
                A shard that was given away stops to be served with the very command that brings the configuration: what \
                would become of a write that is acknowledged after its copy was sent? And do the configuration and the shards come \
                back together from a snapshot?
                """)
    }

    /// What was served before, and belongs to the group in all configurations since, is served.
    private func checkService(
        from former: Sight, to sight: Sight, _ server: Int, _ name: String, _ group: Int,
        _ configurations: ConfigurationLog
    ) throws(LabFailure) {
        let kept = former.serves.filter { shard in
            (former.number...sight.number).allSatisfy { configurations[$0]?.shards[shard] == group }
        }
        guard let shard = kept.first(where: { !sight.serves.contains($0) }) else { return }
        throw LabFailure(
            .stoppedServing, nodes: [server], index: sight.number,
            message: """
                \(name) served shard \(shard) in configuration \(former.number), and doesn't in number \
                \(sight.number), though it has belonged to its group all the time (challenge 2).
                """,
            question: """
                A new configuration concerns the shards whose owner changes: what does the group do with the others?
                """)
    }

    /// Who had a shard before must have come to the configuration that took it away: until then it goes on serving it.
    private func checkFormerOwner(
        of shard: Int, in config: ShardConfig, _ server: Int, _ name: String, _ group: Int,
        _ configurations: ConfigurationLog
    ) throws(LabFailure) {
        var number = config.number - 1
        while number > 0, let earlier = configurations[number] {
            let owner = earlier.shards[shard]
            if owner != group, owner != ShardConfig.nobody {
                guard reached(by: owner) <= number else { return }
                throw LabFailure(
                    .twoGroupsServe, nodes: [server], index: config.number,
                    message: """
                        \(name) serves shard \(shard) in configuration \(config.number), but group \
                        \(owner), which had it until number \(number), has only come to number \(reached(by: owner)) and goes on \
                        serving it.
                        """,
                    question: """
                        A shard is served when it has arrived, and who had it sends it when it has stopped serving it: who \
                        told this group that it may begin, and with which data? Does it still know who had the shard after a \
                        restart, and after a snapshot?
                        """)
            }
            number -= 1
        }
    }
}

extension LabFailure.Kind {
    /// A group does not serve a shard that stays with it.
    public static let stoppedServing = Self(rawValue: "stoppedServing")
    /// A group went from one configuration to another that is not the next.
    public static let configurationSkipped = Self(rawValue: "configurationSkipped")
    /// A group serves a shard that belongs to another.
    public static let foreignShard = Self(rawValue: "foreignShard")
    /// A group serves a shard that another has not stopped serving.
    public static let twoGroupsServe = Self(rawValue: "twoGroupsServe")
}
