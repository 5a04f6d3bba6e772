import Lab4ShardMaster
import Lab4ShardMasterGrading

/// Lab 4A: the shard master. These are MIT's tests. Whatever a test does, each configuration that a server has or answers
/// must follow from the one before by one request, be even, and have moved as few shards as possible.
final class ShardMasterTests: LabTestCase {
    /// Groups come and go, old configurations stay, and shards can be moved.
    func testBasic() {
        shardMaster(ShardMaster.self, Clerk.self, points: 5) { try await $0.comeAndGo() }
    }

    /// Several groups in one join or leave.
    func testMulti() {
        shardMaster(ShardMaster.self, Clerk.self, points: 4) { try await $0.comeAndGoInGroups() }
    }

    /// Ten administrators let groups join and leave at the same time.
    func testConcurrentJoinAndLeave() {
        shardMaster(ShardMaster.self, Clerk.self, points: 4) { try await $0.comeAndGoTogether(isMulti: false) }
    }

    /// The same with several groups at a time.
    func testConcurrentMultiJoinAndLeave() {
        shardMaster(ShardMaster.self, Clerk.self, points: 4) { try await $0.comeAndGoTogether(isMulti: true) }
    }

    /// As few shards as possible change their group.
    func testMinimalTransfers() {
        shardMaster(ShardMaster.self, Clerk.self, points: 5) { try $0.tryRebalancing(divisions: 200) }
    }

    /// When the leader crashes, the next one has the same configurations.
    func testSameConfigurationOnAllServers() {
        shardMaster(ShardMaster.self, Clerk.self, points: 4) { try await $0.agreeAcrossLeaders() }
    }
}
