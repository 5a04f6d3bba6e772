import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit

// A scenario of Lab 4B about copies of a command that was done long ago.

extension ShardCluster {
    /// A write's first copies travel for seconds. Meanwhile its clerk has had an answer to a later copy and gone on, its shard
    /// has been at another group, and many others have written the same key: what comes then was done long ago.
    public func copiesComeAfterManyOthers() async throws {
        try await join(100, 101)
        let (slow, key) = (makeClient(), "0")
        try await slow.put(key, "begin")
        let (machine, servers) = (slow.machine, machines(of: groupNumbers))
        setLatency(.seconds(4), from: [machine], to: servers)
        async let first: Void = slow.put(key, "old")
        try await sleep(for: .seconds(1))
        setLatency(nil, from: [machine], to: servers)
        try await first
        // So the copies are not of its last command on this shard.
        try await slow.append(key, " and more")
        try await moveAwayAndBack(ShardConfig().shard(of: key))
        for number in 0..<40 { try await makeClient().put(key, "new \(number)") }
        try await sleep(for: .seconds(3))
        try await makeClient().expect("new 39", at: key)
    }

    private func moveAwayAndBack(_ shard: Int) async throws {
        let owner = try await administrator.query().shards[shard]
        for group in [owner == 100 ? 101 : 100, owner] {
            try await administrator.move(shard: shard, to: group)
            try await settle()
        }
    }

    /// Waits until every group that is there has come to the latest configuration.
    func settle() async throws {
        let latest = try await administrator.query()
        for _ in 0..<100 where latest.groups.keys.contains(where: { reached(by: $0) < latest.number }) {
            try await sleep(for: .milliseconds(20))
        }
    }
}
