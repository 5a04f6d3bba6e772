import Lab4ShardMaster
import Lab4ShardMasterGrading

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

    /// Administrators name groups, shards and numbers that are not there, alone and beside what is, and ask for what is so.
    func testRequestsNameWhatIsNotThere() {
        shardMaster(ShardMaster.self, Clerk.self, isTimed: true, points: 4) { try await $0.nameWhatIsNotThere() }
    }

    /// A group leaves and comes back with other servers, or joins with others while it is there.
    func testGroupsComeBackWithOtherServers() {
        shardMaster(ShardMaster.self, Clerk.self, isTimed: true, points: 3) { try await $0.changeServers() }
    }

    /// Copies of a move arrive when it was done long ago, and many others have moved the same shard since.
    func testACopyComesAfterManyOthers() {
        shardMaster(ShardMaster.self, Clerk.self, isTimed: true, points: 3) { try await $0.copiesComeAfterManyOthers() }
    }

    /// There are more shards than ten: as many as the servers were told.
    func testAnotherNumberOfShards() {
        shardMaster(ShardMaster.self, Clerk.self, shards: 24, points: 2) { try await $0.divideAnotherNumber() }
    }
}
