import Lab4ShardMaster
import LabHarness

/// Lab 4A under conditions that MIT's tests don't create.
final class AdverseShardMasterTests: LabTestCase {
    /// Groups join until there are more of them than shards, and leave until there is none.
    func testMoreGroupsThanShards() {
        shardMaster(ShardMaster.self, Clerk.self, points: 4) { try await $0.outnumberTheShards() }
    }

    /// Administrators ask for anything while messages are lost, and servers crash.
    func testAnythingWhileServersCrash() {
        shardMaster(ShardMaster.self, Clerk.self, isUnreliable: true, points: 5) {
            try await $0.askForAnything(until: 8)
        }
    }

    /// A move whose reply was lost is asked for again; it must not undo what another has moved since.
    func testRepeatedMovesUndoNothing() {
        shardMaster(ShardMaster.self, Clerk.self, isTimed: true, points: 4) { try await $0.repeatRequests() }
    }

    /// A leader that is cut off from the others doesn't know the latest configuration, and must not say that it does.
    func testADeposedLeaderAnswersNobody() {
        shardMaster(ShardMaster.self, Clerk.self, servers: 5, isTimed: true, points: 4) {
            try await $0.askADeposedMaster()
        }
    }

    /// Many administrators come and go; no server remembers more of them than it needs.
    func testManyAdministrators() {
        shardMaster(ShardMaster.self, Clerk.self, isTimed: true, points: 3) { try await $0.rememberLittle() }
    }
}
