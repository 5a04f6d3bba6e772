import LabKit

extension [Int] {
    /// Divides shards among groups: as evenly as possible, moving as few as possible.
    /// - Parameter groups: the groups, in ascending order; every replica must go through them in the same one.
    /// - Returns: for each shard the group that shall have it.
    func rebalanced(among groups: [Int]) -> [Int] {
        // 4A
        self
    }
}
