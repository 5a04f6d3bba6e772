import LabKit

extension [Int] {
    /// Divides shards among groups: as evenly as possible, moving as few as possible.
    ///
    /// Each group's share is the number of shards divided by the number of groups, and some have one more: those that have
    /// most now, for they need not give it away then. Whoever has more than its share gives up the rest, and whoever has
    /// less takes from what was given up or belongs to nobody.
    /// - Parameter groups: the groups, in ascending order; every replica must go through them in the same one.
    /// - Returns: for each shard the group that shall have it.
    func rebalanced(among groups: [Int]) -> [Int] {
        guard !groups.isEmpty else { return map { _ in ShardConfig.nobody } }
        var missing = shares(of: groups)
        var result = map { owner in
            guard let room = missing[owner], room > 0 else { return ShardConfig.nobody }
            missing[owner] = room - 1
            return owner
        }
        var takers = groups.flatMap { repeatElement($0, count: missing[$0] ?? 0) }[...]
        for shard in result.indices where result[shard] == ShardConfig.nobody {
            guard let group = takers.popFirst() else { break }
            result[shard] = group
        }
        return result
    }

    /// How many shards each group shall have.
    private func shares(of groups: [Int]) -> [Int: Int] {
        var owned = Dictionary(uniqueKeysWithValues: groups.map { ($0, 0) })
        for owner in self { owned[owner]? += 1 }
        // By number among equals, so that every replica ranks them the same.
        let ranked = groups.sorted { (owned[$0] ?? 0, $1) > (owned[$1] ?? 0, $0) }
        let (share, rest) = count.quotientAndRemainder(dividingBy: groups.count)
        let shares = ranked.enumerated().map { rank, group in (group, rank < rest ? share + 1 : share) }
        return Dictionary(uniqueKeysWithValues: shares)
    }
}
