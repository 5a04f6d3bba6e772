import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit

/// An administrator of the shard master: does one thing after the other, and what it asks and hears is held to the rules.
public final class Administrator<Clerk: ShardMasterClerk>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// The number of its machine.
    package let machine: Int
    private let clerk: Clerk
    private unowned let configurations: Configurations

    init(machine: Int, clerk: Clerk, configurations: Configurations) {
        self.machine = machine
        self.clerk = clerk
        self.configurations = configurations
    }

    /// Adds groups.
    /// - Parameter groups: the groups, and the names of each one's servers.
    public func join(_ groups: [Int: [String]]) async throws {
        try await request(.join(groups)) { try await $0.join(groups) }
    }

    /// Removes groups.
    public func leave(_ groups: [Int]) async throws {
        try await request(.leave(groups)) { try await $0.leave(groups) }
    }

    /// Gives a shard to a group.
    public func move(shard: Int, to group: Int) async throws {
        try await request(.move(shard: shard, group: group)) { try await $0.move(shard: shard, to: group) }
    }

    private func request(_ request: ShardRequest, _ ask: (Clerk) async throws -> Void) async throws {
        guard configurations.areWatched else { return try await ask(clerk) }
        let since = configurations.log.floor
        let number = configurations.log.begin(request)
        try await ask(clerk)
        try configurations.log.end(number, request, since: since)
    }

    /// The latest configuration.
    @discardableResult
    public func query() async throws -> ShardConfig {
        try await answer(to: nil)
    }

    /// The configuration of a number.
    @discardableResult
    public func query(_ number: Int) async throws -> ShardConfig {
        try await answer(to: number)
    }

    private func answer(to number: Int?) async throws -> ShardConfig {
        let floor = configurations.log.floor
        let config = try await clerk.query(number ?? -1)
        guard configurations.areWatched else { return config }
        try configurations.log.answer(config, to: number, since: floor, nodes: [machine])
        return config
    }
}

/// The one log of configurations of a run; used on the run's thread only.
package final class Configurations: @unchecked Sendable {
    package var log: ConfigurationLog
    /// Whether the servers' configurations are looked at: else there is nothing to hold answers against.
    package var areWatched = false

    init(shards: Int) {
        log = ConfigurationLog(shards: shards)
    }
}
