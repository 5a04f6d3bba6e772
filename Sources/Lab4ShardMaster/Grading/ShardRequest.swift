import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit

/// What an administrator asked of the shard master, so that every configuration can be held against what was asked.
enum ShardRequest: Sendable, Equatable, CustomStringConvertible {
    case join([Int: [String]])
    case leave([Int])
    case move(shard: Int, group: Int)

    /// The groups that there are after it.
    func groups(after config: ShardConfig) -> [Int: [String]] {
        switch self {
        case .join(let groups): config.groups.merging(groups) { $1 }
        case .leave(let groups): config.groups.filter { !groups.contains($0.key) }
        case .move: config.groups
        }
    }

    /// Whether a configuration may be what it made of the one before.
    func explains(_ config: ShardConfig, after former: ShardConfig) -> Bool {
        guard groups(after: former) == config.groups else { return false }
        guard case .move(let shard, let group) = self else { return config.groups != former.groups }
        // A shard that doesn't exist can't be moved.
        guard former.shards.indices.contains(shard) else { return false }
        var shards = former.shards
        shards[shard] = group
        return shards == config.shards && config.shards != former.shards
    }

    /// Whether a configuration may be what it made of the one before, though it names no group that came or went: who asks for
    /// that may find the shards divided anew, or not. Nor need a move change who has the shard.
    func mayExplain(_ config: ShardConfig, after former: ShardConfig) -> Bool {
        guard groups(after: former) == config.groups else { return false }
        return if case .move = self { isVisible(in: config) && config.shards == former.shards } else { true }
    }

    /// Whether a configuration shows what it asked for.
    func isVisible(in config: ShardConfig) -> Bool {
        switch self {
        case .join(let groups): groups.allSatisfy { config.groups[$0.key] == $0.value }
        case .leave(let groups): groups.allSatisfy { config.groups[$0] == nil }
        // A move to a group that isn't there, or of a shard that doesn't exist, changes nothing.
        case .move(let shard, let group):
            config.groups[group] == nil || !config.shards.indices.contains(shard) || config.shards[shard] == group
        }
    }

    var description: String {
        switch self {
        case .join(let groups): "join of \(names(groups.keys.sorted()))"
        case .leave(let groups): "leave of \(names(groups.sorted()))"
        case .move(let shard, let group): "move of shard \(shard) to group \(group)"
        }
    }

    private func names(_ groups: [Int]) -> String {
        (groups.count == 1 ? "group " : "groups ") + groups.map(String.init).joined(separator: ", ")
    }
}
