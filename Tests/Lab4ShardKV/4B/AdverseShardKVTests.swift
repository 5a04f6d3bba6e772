import Lab4ShardKV
import Lab4ShardMaster
import Lab4ShardKVGrading

/// Lab 4B under conditions that MIT's tests don't create.
final class AdverseShardKVTests: LabTestCase {
    /// No group can reach the shard master for seconds, while configurations change.
    func testTheMasterIsUnreachable() {
        shardKV(
            Lab4.self, maxRaftState: 1000, points: 4
        ) { try await $0.goOnWithoutTheMaster() }
    }

    /// Groups join and leave again at once.
    func testJoinAndLeaveAtOnce() {
        shardKV(
            Lab4.self, maxRaftState: 1000, points: 4
        ) { try await $0.joinAndLeaveAtOnce() }
    }

    /// Administrators move shards at the same time, while a group joins and leaves.
    func testConcurrentMoves() {
        shardKV(Lab4.self, points: 4) {
            try await $0.moveShardsAllTheTime()
        }
    }

    /// Whole groups crash when a shard has arrived and who sent it doesn't know yet.
    func testCrashBetweenHandOverAndAcknowledgement() {
        shardKV(
            Lab4.self, maxRaftState: 1000, points: 5
        ) { try await $0.crashAtHandOvers() }
    }

    /// What groups say to each other is lost in one direction, and repeated.
    func testHandOverRepliesAreLostAndRepeated() {
        shardKV(
            Lab4.self, maxRaftState: 1000, isTimed: true, points: 5
        ) { try await $0.loseHandOverReplies() }
    }

    /// A shard comes back and leaves again before the acknowledgement of its first hand-over has arrived.
    func testAShardReturnsBeforeItsAcknowledgement() {
        shardKV(Lab4.self, isTimed: true, points: 4) {
            try await $0.returnBeforeTheAcknowledgement()
        }
    }

    /// A group comes back several configurations behind.
    func testSeveralConfigurationsBehind() {
        shardKV(
            Lab4.self, maxRaftState: 1000, isTimed: true, points: 4
        ) { try await $0.fallBehind() }
    }

    /// All groups restart from their snapshots in the middle of a migration.
    func testRestartInAMigration() {
        shardKV(
            Lab4.self, maxRaftState: 100, isTimed: true, points: 5
        ) { try await $0.restartInAMigration() }
    }

    /// A leader that is cut off, but not from some clients, tells them nothing that others may have changed since, whether its
    /// group still has the shard or another one does.
    func testADeposedLeaderAnswersNobody() {
        shardKV(Lab4.self, isTimed: true, points: 5) {
            try await $0.askDeposedLeaders()
        }
    }

    /// The last group leaves, and what it had is there when others join.
    func testTheLastGroupLeaves() {
        shardKV(Lab4.self, isTimed: true, points: 3) {
            try await $0.leaveNobody()
        }
    }

    /// Clients come and go while shards move; no server remembers more than it needs.
    func testManyClientsComeAndGo() {
        shardKV(Lab4.self, isTimed: true, points: 3) {
            try await $0.rememberLittle()
        }
    }

    /// Operations are as fast as in Lab 3, and so is a move.
    func testSpeed() {
        shardKV(Lab4.self, isTimed: true, points: 3) {
            try await $0.measureSpeed()
        }
    }

    /// A leader that has a shard in its log, and can commit nothing, is no one to trust with it.
    func testAnArrivalIsNotCommitted() {
        shardKV(Lab4.self, isTimed: true, points: 4) {
            try await $0.arriveUncommitted()
        }
    }

    /// Copies of a write arrive when it was done long ago, and many others have written since, also at another group.
    func testACopyComesAfterManyOthers() {
        shardKV(Lab4.self, isTimed: true, points: 4) {
            try await $0.copiesComeAfterManyOthers()
        }
    }

    /// A group comes back with a server that the configuration did not name before.
    func testAGroupComesBackWithAnotherServer() {
        shardKV(Lab4.self, isTimed: true, points: 3) {
            try await $0.changeServers()
        }
    }

    /// Administrators ask for what changes nothing, from the first request on.
    func testRequestsNameWhatIsNotThere() {
        shardKV(Lab4.self, isTimed: true, points: 3) {
            try await $0.nameWhatIsNotThere()
        }
    }

    /// One server of the shard master is down, and groups get their configurations from the others.
    func testAMasterIsDown() {
        shardKV(Lab4.self, isTimed: true, points: 3) {
            try await $0.goOnWithoutOneMaster()
        }
    }

    /// A client waits for a shard that is on its way for seconds, and does not ask all the time.
    func testAWaitingClerkAsksSeldom() {
        shardKV(Lab4.self, isTimed: true, points: 3) {
            try await $0.waitForAShard()
        }
    }

    /// A server that has led before leads again, and must find out what is committed.
    func testLeadersLeadAgain() {
        shardKV(Lab4.self, isTimed: true, points: 4) {
            try await $0.leadAgain()
        }
    }

    /// Of two groups that get shards one can't be reached: that holds up nobody else.
    func testAGroupThatCannotBeReachedHoldsUpNobody() {
        shardKV(Lab4.self, isTimed: true, points: 3) {
            try await $0.holdUpNobody()
        }
    }

    /// What was handed over is deleted, also if the answers were lost and the other group has gone on since.
    func testDeletionAfterLostAnswers() {
        shardKV(
            Lab4.self, maxRaftState: 1, isTimed: true, points: 4
        ) { try await $0.deleteAfterLostAnswers() }
    }
}
