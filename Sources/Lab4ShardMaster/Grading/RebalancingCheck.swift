import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit
import Simulation

/// Tries a shard master's `rebalanced` on many divisions, each with its groups in many orders.
struct RebalancingCheck<Master: ShardMasterServer> {
    private var random: SeededGenerator

    /// - Parameter seed: everything random follows from it.
    init(seed: UInt64) {
        random = SeededGenerator(seed: seed, purpose: "rebalancing")
    }

    /// - Parameter divisions: how many to try.
    /// - Throws: `unbalanced`, `needlessMoves`, or `configurationsDiffer`.
    mutating func run(divisions: Int) throws(LabFailure) {
        for _ in 0..<divisions {
            let groups = Array(Set((0..<random.next(below: 16)).map { _ in 1 + Int(random.next(below: 40)) })).sorted()
            // Some of the owners have left, and some shards belong to nobody.
            let owners = groups + [ShardConfig.nobody, 91, 92]
            // Mostly as many as the labs have, and now and then another number.
            let count = random.next(below: 4) == 0 ? 1 + Int(random.next(below: 24)) : ShardConfig.shardCount
            let shards = (0..<count).map { _ in owners[Int(random.next(below: UInt64(owners.count)))] }
            try check(shards, among: groups)
        }
    }

    private mutating func check(_ shards: [Int], among groups: [Int]) throws(LabFailure) {
        let result = Master.rebalanced(shards, among: dictionary(of: groups, capacity: 0))
        let words = "rebalanced(\(shards), among: \(groups))"
        try checkOwners(result, of: shards, among: groups, words)
        for _ in 0..<4 {
            let shuffled = dictionary(of: groups.shuffled(using: &random), capacity: 1 << random.next(below: 8))
            let other = Master.rebalanced(shards, among: shuffled)
            guard other != result else { continue }
            throw LabFailure(
                .configurationsDiffer,
                message: """
                    \(words) is \(result), and with the same groups in a dictionary that lists them as \(Array(shuffled.keys)) it \
                    is \(other).
                    """,
                question: """
                    Every replica must come to the same division, but two dictionaries with the same keys may list them in \
                    different orders: in which order does yours go through the groups?
                    """)
        }
    }

    private func checkOwners(
        _ result: [Int], of shards: [Int], among groups: [Int], _ words: String
    ) throws(LabFailure) {
        let counts = groups.map { group in result.count { $0 == group } }
        let isOwned =
            groups.isEmpty ? result.allSatisfy { $0 == ShardConfig.nobody } : counts.reduce(0, +) == shards.count
        guard result.count == shards.count, isOwned, (counts.max() ?? 0) - (counts.min() ?? 0) <= 1 else {
            throw LabFailure(
                .unbalanced,
                message: """
                    \(words) is \(result): every shard must belong to one of the groups, or to nobody if there is none, and two \
                    groups may differ by one shard at most.
                    """,
                question: "How many shards does each group get if the number of groups doesn't divide that of shards?")
        }
        let moved = zip(shards, result).count { $0 != $1 }
        let needed = ConfigurationLog.fewestMoves(of: shards, among: Set(groups))
        guard moved > needed else { return }
        throw LabFailure(
            .needlessMoves,
            message: "\(words) is \(result): that moves \(moved) shards, and \(needed) would be enough.",
            question: """
                Who has more than its share gives up the rest, and no more; if some must have one more than others, which \
                groups should that be?
                """)
    }

    private func dictionary(of groups: [Int], capacity: Int) -> [Int: [String]] {
        var dictionary = [Int: [String]](minimumCapacity: capacity)
        for group in groups { dictionary[group] = ["\(group)"] }
        return dictionary
    }
}

extension MasterCluster {
    /// Tries the shard master's `rebalanced` on many divisions.
    public func tryRebalancing(divisions count: Int) throws {
        var check = RebalancingCheck<Master>(seed: world.seed)
        try check.run(divisions: count)
    }
}
