import Lab3KVRaft
import Lab3KVRaftGrading

/// Lab 3A under conditions that MIT's tests don't create.
final class AdverseKeyValueTests: LabTestCase {
    /// A leader that is cut off from its followers, but not from a client, still believes that it leads. It must not
    /// answer from what it has: others go on without it.
    func testADeposedLeaderAnswersNobody() {
        keyValue(KVServer.self, Clerk.self, isTimed: true, points: 5) { try await $0.askADeposedLeader() }
    }

    /// Replies get lost for a while, so that clerks ask again for what was done long ago; meanwhile others write.
    func testLostRepliesAreAskedForAgain() {
        keyValue(KVServer.self, Clerk.self, isTimed: true, points: 5) { try await $0.loseReplies() }
    }

    /// The same with puts, each of which overwrites what was there: one that comes again, long after it was done, must not
    /// take back what others have put since.
    func testLostRepliesOverwriteNothing() {
        keyValue(KVServer.self, Clerk.self, isTimed: true, points: 4) { try await $0.overwriteWithLostReplies() }
    }

    /// With two of five servers down, a clerk that knows the leader doesn't ask the dead again and again.
    func testClerksRememberTheLeader() {
        keyValue(KVServer.self, Clerk.self, isTimed: true, points: 3) { try await $0.rememberTheLeader() }
    }

    /// A hundred clients come, write a little and go; no server remembers more of them than it needs.
    func testManyClientsComeAndGo() {
        keyValue(KVServer.self, Clerk.self, isTimed: true, points: 4) { try await $0.comeAndGo(clients: 100) }
    }

    /// Leaders are cut off with requests waiting, and come back: whoever waits hears that the leader has changed, and
    /// never the answer to another's request.
    func testRequestsWaitOnLeadersThatChange() {
        keyValue(KVServer.self, Clerk.self, points: 5) { try await $0.changeLeaders() }
    }

    /// Clients crash in the middle of what they do, and start again with a new clerk: what that one writes is new.
    func testClientsRestart() {
        keyValue(KVServer.self, Clerk.self, isTimed: true, points: 3) { try await $0.restartClients() }
    }

    /// A leader that was cut off alone with a request comes back among others, who have a new leader and nothing to do.
    /// Whoever waits on it hears so, and asks the new one.
    func testAWaitingRequestHearsOfTheNewLeader() {
        keyValue(KVServer.self, Clerk.self, isTimed: true, points: 4) { try await $0.waitOnADeposedLeader() }
    }

    /// Clients of equal writes: two appends of the same value are two appends.
    func testEqualWritesAreDifferentWrites() {
        keyValue(KVServer.self, Clerk.self, isUnreliable: true, points: 3) { try await $0.writeTheSame() }
    }

    /// Copies of a write arrive when it was done long ago, and many others have written since.
    func testACopyComesAfterManyOthers() {
        keyValue(KVServer.self, Clerk.self, isTimed: true, points: 4) { try await $0.copiesComeAfterManyOthers() }
    }

    /// Clients that know nobody are sent on at once by servers that do not lead. Here they are four, and each is asked.
    func testWhoDoesNotLeadSaysSo() {
        keyValue(KVServer.self, Clerk.self, servers: 4, isTimed: true, points: 3) { try await $0.greetStrangers() }
    }

    /// One server alone commits a command at once: before whoever submitted it begins to wait.
    func testAClusterOfOne() {
        keyValue(KVServer.self, Clerk.self, servers: 1, isTimed: true, points: 3) { try await $0.serveAlone() }
    }

    /// No server answers for a long time, and a clerk goes on asking.
    func testAllServersAreDown() {
        keyValue(KVServer.self, Clerk.self, isTimed: true, points: 3) { try await $0.goOnAsking() }
    }
}
