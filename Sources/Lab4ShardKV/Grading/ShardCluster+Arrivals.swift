import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import Foundation
import LabKit

// Scenarios of Lab 4B about arrivals: when a shard counts as being there, who must hear of it, and who waits.

extension ShardCluster {
    /// A group's leader is cut off from its followers, and not from the group that hands it shards: it takes them, but can
    /// commit nothing. Then another leads, and the first one's entries go.
    public func arriveUncommitted() async throws {
        try await join(100, 101)
        let client = makeClient()
        var values = try await fill(by: client)
        for round in 0..<2 {
            let (giver, taker) = round == 0 ? (100, 101) : (101, 100)
            // The new configuration is known everywhere before the first shard can come.
            setLinksBetween(machines(of: [giver]), machines(of: [taker]), areUp: false)
            let shards = try await shards(of: giver).prefix(2)
            for shard in shards { try await administrator.move(shard: shard, to: taker) }
            try await sleep(for: .milliseconds(700))
            guard let leader = self[taker].leader.map({ self[taker].numbers[$0] }) else { continue }
            let followers = self[taker].numbers.filter { $0 != leader }
            setLinksBetween([leader], followers, areUp: false)
            setLinksBetween(machines(of: [giver]), [leader], areUp: true)
            try await sleep(for: .seconds(2))
            // What the first leader has alone is replaced by the first command of the next, which the others elected.
            setLinksBetween(machines(of: [giver]), [leader], areUp: false)
            setLinksBetween([leader], followers, areUp: true)
            try await sleep(for: .seconds(1))
            setLinksBetween(machines(of: [giver]), machines(of: [taker]), areUp: true)
            try await expectAndAppend(&values, by: client)
        }
    }

    /// Cuts or mends all links between some machines and others.
    func setLinksBetween(_ some: [Int], _ others: [Int], areUp: Bool) {
        setLinks(from: some, to: others, areUp: areUp)
        setLinks(from: others, to: some, areUp: areUp)
    }

    /// A group gives shards to two others, and hears nothing of one of them. The other must have its shards soon all the same.
    /// - Throws: `tooSlow`.
    public func holdUpNobody() async throws {
        try await join(100)
        let client = makeClient()
        let values = try await fill(by: client)
        for (cut, reached) in [(101, 102), (102, 101)] {
            // A group may wait until who had its shards knows that they have arrived.
            try await sleep(for: .seconds(1))
            // Whatever it sends there takes longer than anybody should wait.
            setLatency(.seconds(4), from: machines(of: [100]), to: machines(of: [cut]))
            try await join(101, 102)
            let shards = try await shards(of: reached)
            let start = world.seconds
            let isDone = try await world.ends(within: .seconds(3)) {
                for key in values.indices where shards.contains(ShardConfig().shard(of: "\(key)")) {
                    try await self.makeClient().expect(values[key], at: "\(key)")
                }
            }
            setLatency(nil, from: machines(of: [100]), to: machines(of: [cut]))
            guard isDone else { throw heldUp(shards, of: reached, by: cut, since: start) }
            try await leave(101, 102)
            try await expect(values, by: client)
        }
    }

    private func heldUp(_ shards: [Int], of group: Int, by cut: Int, since start: Double) -> LabFailure {
        let list = shards.map(String.init).joined(separator: " ")
        let seconds = (world.seconds - start).formatted(.number.precision(.fractionLength(1)))
        return LabFailure(
            .tooSlow, nodes: machines(of: [100, group]),
            message: """
                group 100 gave shards to groups 101 and 102. It heard nothing of group \(cut); but group \(group), to which it gave \
                shards \(list), did not serve them \(seconds) s later. \(situation)
                """,
            question: """
                A call to a server that can't be reached may take long to return nil: which shards, and what else, wait for that call?
                """)
    }

    /// Answers to hand-overs are lost, while who got the shards goes on to later configurations, and gives most of them away
    /// again. When all is well again, who gave them first hears that they had arrived, and deletes them.
    public func deleteAfterLostAnswers() async throws {
        try await join(100)
        let client = makeClient()
        let values = try await fill(10, by: client, length: 3000)
        setLinks(from: machines(of: [101]), to: machines(of: [100]), areUp: false)
        try await join(101)
        try await sleep(for: .milliseconds(500))
        for _ in 0..<2 { try await administrator.move(shard: 0, to: 100) }
        try await join(102)
        for shard in try await shards(of: 101).prefix(3) { try await administrator.move(shard: shard, to: 102) }
        try await sleep(for: .milliseconds(500))
        setLinks(from: machines(of: [101]), to: machines(of: [100]), areUp: true)
        try await expect(values, by: client)
        try await sleep(for: .seconds(2))
        // As in challenge 1: two servers have all keys, which are letters and digits, five bits each; and all three have them in
        // snapshots, two in the log or on its way, and some more.
        try expectTotalSize(within: 2 * 10 * 3000 * 5 / 8...3 * (10 * 3000 + 2 * 3000 + 6000))
    }
}
