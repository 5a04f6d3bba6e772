import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit

// Scenarios of Lab 4A that MIT's tests don't have: requests that name what isn't there, and what comes late.

extension MasterCluster {
    /// Administrators name groups, shards and numbers that aren't there, alone or beside what is, and ask for what is so
    /// already: each must be answered, and change only what can be changed.
    public func nameWhatIsNotThere() async throws {
        let administrator = makeAdministrator()
        try await expectAnswer(to: "leave of a group, with none there,", by: administrator) { try await $0.leave([9]) }
        try await expectAnswer(to: "join of no group", by: administrator) { try await $0.join([:]) }
        try await expectAnswer(to: "leave of no group", by: administrator) { try await $0.leave([]) }
        try await expectAnswer(to: "move to a group that isn't there", by: administrator) {
            try await $0.move(shard: 0, to: 9)
        }
        try await expectGroups([], by: administrator)

        try await administrator.join(names([1, 2]))
        try await expectAnswer(to: "join of group 2, which is there, and of group 3", by: administrator) {
            try await $0.join(self.names([2, 3]))
        }
        try await expectGroups([1, 2, 3], by: administrator)
        try await expectAnswer(to: "leave of group 9, which isn't there, and of group 2", by: administrator) {
            try await $0.leave([9, 2])
        }
        try await expectGroups([1, 3], by: administrator)
        try await expectAnswer(to: "join of a group that is there", by: administrator) {
            try await $0.join(self.names([1]))
        }
        try await expectAnswer(to: "leave of a group that isn't there", by: administrator) {
            try await $0.leave([2, 9])
        }
        try await expectAnswer(to: "join of no group", by: administrator) { try await $0.join([:]) }
        try await expectAnswer(to: "leave of no group", by: administrator) { try await $0.leave([]) }
        try await expectGroups([1, 3], by: administrator)
        try await moveWhatIsNotThere(by: administrator)
        let latest = try await administrator.query()
        for number in [latest.number + 1, latest.number + 2, 1_000_000] {
            try await expectAnswer(to: "query of number \(number)", by: administrator) { try await $0.query(number) }
        }
    }

    /// Moves that can't be made, and one that is made already.
    private func moveWhatIsNotThere(by administrator: Administrator<Clerk>) async throws {
        let before = try await administrator.query()
        let count = before.shards.count
        let impossible =
            [-1, -count, count, 100 * count].map { (shard: $0, group: 3) }
            + [2, 9, -1, ShardConfig.nobody].map { (shard: count - 1, group: $0) }
        for (shard, group) in impossible + [(shard: 0, group: before.shards[0])] {
            try await expectAnswer(to: "move of shard \(shard) to group \(group)", by: administrator) {
                try await $0.move(shard: shard, to: group)
            }
            let after = try await administrator.query()
            guard after.shards != before.shards || after.groups != before.groups else { continue }
            throw LabFailure(
                .wrongValue, nodes: servers.numbers, index: after.number,
                message: """
                    the move of shard \(shard) to group \(group) changed \(before.shards) to \(after.shards), though there are \
                    shards 0 to \(count - 1) and groups \(before.groups.keys.sorted()).
                    """,
                question:
                    "Does a move look whether there are such a shard and such a group, before it changes anything?")
        }
    }

    /// Lets an administrator ask for something; the answer must come soon, though it may change nothing.
    private func expectAnswer(
        to words: String, by administrator: Administrator<Clerk>,
        _ ask: @escaping @Sendable (Administrator<Clerk>) async throws -> Void
    ) async throws {
        guard try await !world.ends(within: .seconds(10), { try await ask(administrator) }) else { return }
        throw LabFailure(
            .unanswered, nodes: servers.numbers, index: configurations.log.latest.number,
            message: "a \(words) had no answer in 10 seconds, though all servers of the shard master run and can talk.",
            question: """
                A clerk asks until it hears that its command is done: what does the state machine answer to one that has \
                nothing to change?
                """)
    }

    /// Groups leave and come back with other servers, or join again with others while they are there: those count.
    public func changeServers() async throws {
        let administrator = makeAdministrator()
        try await administrator.join(names([1, 2, 3]))
        var servers = names([1, 2, 3])
        for round in 0..<3 {
            for (group, isThere) in [(1, false), (2, true), (3, round == 0)] {
                if !isThere { try await administrator.leave([group]) }
                servers[group] = ["\(group)d\(round)", "\(group)a"]
                var joining = [group: servers[group]!]
                if round == 1 {
                    servers[4 + group] = ["\(4 + group)a"]
                    joining[4 + group] = servers[4 + group]
                }
                try await administrator.join(joining)
                let config = try await administrator.query()
                if let different = servers.keys.sorted().first(where: { config.groups[$0] != servers[$0] }) {
                    throw wrongServers(of: different, servers[different]!, in: config)
                }
            }
        }
    }

    private func wrongServers(of group: Int, _ wanted: [String], in config: ShardConfig) -> LabFailure {
        LabFailure(
            .wrongValue, nodes: servers.numbers, index: config.number,
            message: """
                group \(group) joined with the servers \(wanted), but configuration \(config.number) names \
                \(config.groups[group] ?? []).
                """,
            question: "A group that joins has the servers that the join names, whatever was known of it before.")
    }

    /// A move's first copies travel for seconds. Meanwhile its clerk has had an answer to a later copy and gone on, and many
    /// others have moved the same shard: what comes then was done long ago.
    public func copiesComeAfterManyOthers() async throws {
        try await makeAdministrator().join(names([1, 2, 3]))
        let slow = makeAdministrator()
        try await slow.query()
        for server in servers.numbers {
            world.network.setLatency(.constant(.seconds(3)), from: slow.machine, to: server)
        }
        async let first: Void = slow.move(shard: 0, to: 1)
        try await sleep(for: .seconds(1))
        for server in servers.numbers { world.network.setLatency(nil, from: slow.machine, to: server) }
        try await first
        // So the copies are not of its last command.
        try await slow.move(shard: 1, to: 2)
        for number in 0..<40 { try await makeAdministrator().move(shard: 0, to: 2 + number % 2) }
        try await sleep(for: .seconds(3))
        try await makeAdministrator().query()
    }

    /// Groups come and go, and shards are moved, up to the last.
    public func divideAnotherNumber() async throws {
        let administrator = makeAdministrator()
        for group in 1...5 { try await administrator.join(names([group])) }
        let config = try await expectGroups([1, 2, 3, 4, 5], by: administrator)
        for shard in [config.shards.count - 1, config.shards.count / 2] {
            try await administrator.move(shard: shard, to: 1)
        }
        try await administrator.leave([2, 4])
        try await expectGroups([1, 3, 5], by: administrator)
    }
}
