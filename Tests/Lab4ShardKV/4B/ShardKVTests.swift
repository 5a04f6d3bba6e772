import Lab4ShardKV
import Lab4ShardMaster
import Lab4ShardKVGrading

/// What is under test.
enum Lab4: ShardedSolution {
    typealias Master = ShardMaster
    typealias MasterClerk = Lab4ShardMaster.Clerk
    typealias Server = ShardKV
    typealias Clerk = Lab4ShardKV.Clerk
}

/// Lab 4B: the sharded key/value service. These are MIT's tests. Whatever a test does, groups take the configurations one by
/// one, no two of them serve a shard at the same time, and what clients see must be linearizable.
final class ShardKVTests: LabTestCase {
    /// While one of two groups is down, exactly the other's keys can be read.
    func testStaticShards() {
        shardKV(Lab4.self, isTimed: true, points: 4) {
            try await $0.serveWithoutTheOther()
        }
    }

    /// A group joins; another leaves, and is shut down.
    func testJoinLeave() {
        shardKV(Lab4.self, isTimed: true, points: 4) {
            try await $0.joinAndLeave()
        }
    }

    /// Shards move between groups that take snapshots, and all restart.
    func testSnapshot() {
        shardKV(
            Lab4.self, maxRaftState: 1000, points: 4
        ) { try await $0.moveWithSnapshots() }
    }

    /// Servers are down while configurations change.
    func testMissChange() {
        shardKV(
            Lab4.self, maxRaftState: 1000, points: 4
        ) { try await $0.missChanges() }
    }

    /// Clients append while groups come, go, and restart.
    func testConcurrent1() {
        shardKV(
            Lab4.self, maxRaftState: 100, points: 4
        ) { try await $0.appendWhileGroupsRestart() }
    }

    /// Clients append while groups swap their shards, and two of them are away for a while.
    func testConcurrent2() {
        shardKV(Lab4.self, points: 4) {
            try await $0.appendWhileGroupsSwap()
        }
    }

    /// Configurations change while all groups restart.
    func testConcurrent3() {
        shardKV(
            Lab4.self, maxRaftState: 300, points: 4
        ) { try await $0.appendThroughRestarts(rounds: 2) }
    }

    /// Shards move while messages are lost.
    func testUnreliable1() {
        shardKV(
            Lab4.self, isUnreliable: true, maxRaftState: 100,
            points: 4
        ) { try await $0.moveWhileMessagesAreLost() }
    }

    /// Clients append while messages are lost and groups come and go.
    func testUnreliable2() {
        shardKV(
            Lab4.self, isUnreliable: true, maxRaftState: 100,
            points: 4
        ) { try await $0.appendWhileMessagesAreLost() }
    }

    /// Clients write and read keys that they share, while messages are lost and groups come and go.
    func testUnreliable3() {
        shardKV(
            Lab4.self, isUnreliable: true, maxRaftState: 100,
            points: 5
        ) { try await $0.shareKeysWhileMessagesAreLost() }
    }

    /// A group refuses keys of shards that it doesn't have, whatever a client was told.
    func testRejection() {
        shardKV(Lab4.self, isTimed: true, points: 4) {
            try await $0.refuseForeignKeys()
        }
    }

    /// Challenge 1: what was handed over is deleted.
    func testChallenge1Delete() {
        shardKV(
            Lab4.self, maxRaftState: 1, isTimed: true, points: 4
        ) { try await $0.deleteWhatWasGiven() }
    }

    /// Challenge 1: the same while clients append and all groups restart, again and again.
    func testChallenge1Concurrent() {
        shardKV(
            Lab4.self, maxRaftState: 300, points: 4
        ) { try await $0.appendThroughRestarts(rounds: 3) }
    }

    /// Challenge 2: shards that don't move go on being served.
    func testChallenge2Unaffected() {
        shardKV(
            Lab4.self, isUnreliable: true, maxRaftState: 100,
            isTimed: true, points: 4
        ) { try await $0.serveWhatStays() }
    }

    /// Challenge 2: shards that have arrived are served, though others can't come.
    func testChallenge2Partial() {
        shardKV(
            Lab4.self, isUnreliable: true, maxRaftState: 100,
            isTimed: true, points: 4
        ) { try await $0.serveWhatArrived() }
    }
}
