import LabKit

// Scenarios of Lab 4B about the moment at which a shard counts as having arrived.

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
            let shards = try await shards(of: giver).prefix(3)
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
    private func setLinksBetween(_ some: [Int], _ others: [Int], areUp: Bool) {
        setLinks(from: some, to: others, areUp: areUp)
        setLinks(from: others, to: some, areUp: areUp)
    }
}
