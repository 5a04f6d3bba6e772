import Lab5PaxosKV
import Lab5PaxosKVGrading

/// Lab 5A: one instance of Paxos, message by message.
final class ScriptedPaxosTests: LabTestCase {
    /// One proposer, two acceptors: two phases, and each acceptor is asked once in each.
    func testOneProposer() {
        paxos(PaxosServer.self, Clerk.self, points: 5) { try await $0.proposeAlone() }
    }

    /// The acceptors' part of a duel: proposers of the test have promises of overlapping majorities.
    func testAcceptorsInADuel() {
        paxos(PaxosServer.self, Clerk.self, points: 5) { try await $0.duelOfScripts() }
    }

    /// The proposers' part: who is refused finishes what the other has had chosen.
    func testADuel() {
        paxos(PaxosServer.self, Clerk.self, points: 5) { try await $0.duel() }
    }

    /// A read finds two votes, of which none is chosen, and finishes one before it returns it.
    func testAReadFinishesAWrite() {
        paxos(PaxosServer.self, Clerk.self, points: 5) { try await $0.finishBeforeReturning() }
    }

    /// A read of what nobody has written proposes nothing.
    func testAReadOfNothing() {
        paxos(PaxosServer.self, Clerk.self, points: 4) { try await $0.readNothing() }
    }

    /// An Accept of a smaller ballot comes late to an acceptor that has accepted in a larger one, without having promised it.
    func testALateAccept() {
        paxos(PaxosServer.self, Clerk.self, points: 5) { try await $0.lateAccept() }
    }

    /// The vote of the largest ballot counts, in whatever order the answers come.
    func testTheLargestVote() {
        paxos(PaxosServer.self, Clerk.self, points: 5) { try await $0.largestVoteCounts() }
    }

    /// A vote of the smallest ballot of all is a vote.
    func testTheSmallestBallot() {
        paxos(PaxosServer.self, Clerk.self, points: 4) { try await $0.smallestBallotCounts() }
    }

    /// A proposer restarts, and never uses a ballot again.
    func testAProposerRestarts() {
        paxos(PaxosServer.self, Clerk.self, points: 5) { try await $0.restartAProposer() }
    }

    /// An acceptor restarts, and knows what it has accepted.
    func testAnAcceptorRestarts() {
        paxos(PaxosServer.self, Clerk.self, points: 4) { try await $0.restartAnAcceptor() }
    }

    /// Answers that come twice or late are no more acceptors.
    func testAcceptorsCountOnce() {
        paxos(PaxosServer.self, Clerk.self, points: 5) { try await $0.countAcceptorsOnce() }
    }

    /// A proposer that is refused goes on above the largest ballot that it has heard of.
    func testCatchingUp() {
        paxos(PaxosServer.self, Clerk.self, servers: 5, points: 3) { try await $0.catchUp() }
    }

    /// What an attempt saw is forgotten with it.
    func testOthersValuesAreForgotten() {
        paxos(PaxosServer.self, Clerk.self, points: 4) { try await $0.forgetOthersValues() }
    }

    /// A ballot has one value, also if it was met with silence.
    func testASilentMajority() {
        paxos(PaxosServer.self, Clerk.self, points: 3) { try await $0.silenceAMajority() }
    }

    /// Two proposers thwart each other in lockstep, until chance ends it.
    func testADuelInLockstep() {
        paxos(PaxosServer.self, Clerk.self, points: 4) { try await $0.duelInLockstep() }
    }

    /// A minority decides nothing.
    func testAMinority() {
        paxos(PaxosServer.self, Clerk.self, points: 4) { try await $0.outnumber() }
    }

    /// One acceptor that is down costs little.
    func testADeadAcceptor() {
        paxos(PaxosServer.self, Clerk.self, points: 4) { try await $0.missAnAcceptor() }
    }

    /// Reading what nobody has written leaves nothing on any disk.
    func testReadsLeaveNothingBehind() {
        paxos(PaxosServer.self, Clerk.self, points: 3) { try await $0.readWithoutTrace() }
    }

    /// Proposers and readers at random, with losses, copies and crashes.
    func testRandomSchedules() {
        paxos(PaxosServer.self, Clerk.self, points: 6) { try await $0.proposeAtRandom(rounds: 12) }
    }
}
