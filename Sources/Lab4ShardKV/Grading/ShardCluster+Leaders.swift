import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit

// A scenario of Lab 4B about leaders that lead for a second time, without a crash in between.

extension ShardCluster {
    /// Every server of a group has led before. Its leader executes the arrival of a shard, tells the group that had it, and is
    /// cut off before its followers know that the entry is committed. No client asks the group for anything, so that whoever
    /// leads next must find out by itself.
    public func leadAgain() async throws {
        try await join(100, 101, 102)
        let client = makeClient()
        let values = try await fill(by: client)
        try await letEveryServerLead(of: 101)
        let shard = try await shards(of: 100)[0]
        guard let key = (0..<10).first(where: { ShardConfig().shard(of: "\($0)") == shard }) else { return }
        let cut = Flag()
        didArrive = { [weak self] arrived, group in
            guard let self, arrived == shard, group == 101, let leader = self[101].leader else { return }
            self.setLinksInGroup(101, of: leader, areUp: false)
            cut.isSet = true
        }
        defer { didArrive = nil }
        try await administrator.move(shard: shard, to: 101)
        for _ in 0..<100 where !cut.isSet { try await sleep(for: .milliseconds(20)) }
        // The answer reaches the group that had the shard.
        try await sleep(for: .milliseconds(300))
        didArrive = nil
        self[101].leader.map { setAllLinks(of: self[101].numbers[$0], areUp: false) }
        try await administrator.move(shard: shard, to: 102)
        try await sleep(for: .seconds(2))
        for server in self[101].numbers { setAllLinks(of: server, areUp: true) }
        try await client.expect(values[key], at: "\(key)")
    }

    /// Cuts off one leader after the other, until all servers of a group have led.
    private func letEveryServerLead(of group: Int) async throws {
        var have: Set<Int> = []
        for _ in 0..<12 where have.count < self[group].size {
            guard let leader = self[group].leader else {
                try await sleep(for: .milliseconds(300))
                continue
            }
            have.insert(leader)
            setLinksInGroup(group, of: leader, areUp: false)
            try await sleep(for: .milliseconds(1200))
            setLinksInGroup(group, of: leader, areUp: true)
            try await sleep(for: .milliseconds(300))
        }
    }

    /// Cuts or mends the links between a server and the others of its group.
    private func setLinksInGroup(_ group: Int, of server: Int, areUp: Bool) {
        let number = self[group].numbers[server]
        setLinks(from: [number], to: self[group].numbers, areUp: areUp)
        setLinks(from: self[group].numbers, to: [number], areUp: areUp)
    }

    /// Cuts or mends the links between a server and all others.
    private func setAllLinks(of server: Int, areUp: Bool) {
        let others = master.servers.numbers + machines(of: groupNumbers)
        setLinks(from: [server], to: others, areUp: areUp)
        setLinks(from: others, to: [server], areUp: areUp)
    }
}
