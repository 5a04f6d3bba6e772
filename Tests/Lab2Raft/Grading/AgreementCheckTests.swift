import Harness
import Lab2RaftGrading
import LabKit
import XCTest

final class AgreementCheckTests: XCTestCase {
    func testAGoodClusterAgrees() {
        assertPasses(Good.self) { cluster in
            for index in 1...3 {
                try cluster.expectNothingCommitted(at: index, because: "nothing was submitted")
                let agreed = try await cluster.agree(on: "command \(index)", servers: 3, retry: false)
                try cluster.expect("command \(index)", at: index, got: agreed)
            }
            let command = try await cluster.waitForCommit(at: 2, servers: 3)
            XCTAssertEqual(command, "command 2")
            XCTAssertEqual(cluster.lastApplied, 3)
        }
    }

    func testNoAgreementWithoutRetry() {
        assertFails(
            NeverApplies.self, "noAgreement", index: 1,
            says: [
                "'abc' was not applied at index 1 by 3 servers within 2 s", "connected: S0, S1 and S2.",
                "No server applied anything there", "S0: leader in term 1, log up to 1, committed up to 0",
                "commits it once a majority has it",
            ]
        ) { cluster in
            try await cluster.agree(on: "abc", servers: 3, retry: false)
        }
    }

    func testNoAgreementWithRetry() {
        assertFails(
            NeverApplies.self, "noAgreement",
            says: ["'abc' was not applied by 3 servers within 10 s", "log up to 5"]
        ) { cluster in
            try await cluster.agree(on: "abc", servers: 3, retry: true)
        }
    }

    func testAgreementWithinATime() {
        assertFails(
            NeverApplies.self, "noAgreement", says: ["'abc' was not applied by 3 servers within 2.5 s"]
        ) { cluster in
            try await cluster.agree(on: "abc", servers: 3, retry: true, within: .milliseconds(2500))
        }
    }

    func testNoLeaderToSubmitTo() {
        assertFails(
            Good.self, "noAgreement", nodes: [1, 2],
            says: ["within 10 s; connected: S1 and S2. S0 is down."]
        ) { cluster in
            cluster.crash(0)
            try await cluster.agree(on: "abc", servers: 2, retry: true)
        }
    }

    func testALeaderThatIsCutOffIsNotAsked() {
        assertFails(
            Good.self, "noAgreement", nodes: [1, 2], says: ["S0, cut off: leader in term 1, log up to 0"]
        ) { cluster in
            cluster.disconnect(0)
            try await cluster.agree(on: "abc", servers: 1, retry: true)
        }
    }

    func testTooFewServersApply() {
        assertFails(
            Good.self, "noAgreement", nodes: [0, 1], index: 1,
            says: ["by 3 servers", "2 servers applied something there", "S2, cut off"]
        ) { cluster in
            cluster.disconnect(2)
            try await cluster.agree(on: "abc", servers: 3, retry: false)
        }
    }

    func testOneServerIsSpelledOut() {
        assertFails(NeverApplies.self, "noAgreement", index: 1, says: ["by 1 server within"]) { cluster in
            try await cluster.agree(on: "abc", servers: 1, retry: false)
        }
    }

    func testALongCommandIsClipped() {
        assertFails(
            NeverApplies.self, "noAgreement", index: 1, says: ["(5000 characters)' was not applied"]
        ) { cluster in
            try await cluster.agree(on: cluster.randomCommand(length: 5000), servers: 3, retry: false)
        }
    }

    func testAnotherCommandAtTheIndexIsNoAgreement() {
        assertFails(
            AppliesSomethingElse.self, "noAgreement", index: 1,
            says: ["'abc' was not applied at index 1", "3 servers applied something there"]
        ) { cluster in
            try await cluster.agree(on: "abc", servers: 3, retry: false)
        }
    }

    func testRetrySucceedsAfterAFault() {
        assertPasses(Good.self) { cluster in
            cluster.disconnect(1)
            async let agreed = cluster.agree(on: "abc", servers: 3, retry: true)
            try await cluster.sleep(for: .seconds(3))
            cluster.connect(1)
            let index = try await agreed
            XCTAssertGreaterThan(index, 1)
        }
    }

    func testAgreementAtTheWrongIndex() {
        assertFails(
            SkipsIndexOne.self, "wrongSubmission", index: 2,
            says: ["'abc' was agreed on at index 2 and should be at 1", "The first index is 1"]
        ) { cluster in
            let agreed = try await cluster.agree(on: "abc", servers: 3, retry: false)
            try cluster.expect("abc", at: 1, got: agreed)
        }
    }

    func testAnotherCommandWhereOneWasPromised() {
        assertFails(
            AppliesSomethingElse.self, "wrongSubmission", index: 1,
            says: ["'abc' was promised index 1, but there stands 'else'"]
        ) { cluster in
            _ = cluster.submit("abc", to: 0)
            _ = try await cluster.waitForCommit(at: 1, servers: 3)
            try cluster.expect("abc", at: 1, got: 1)
        }
    }

    func testNothingWhereACommandWasPromised() {
        assertFails(
            NeverApplies.self, "wrongSubmission", index: 1, says: ["'abc' was promised index 1", "stands nothing"]
        ) { cluster in
            try cluster.expect("abc", at: 1, got: 1)
        }
    }

    func testCommittedWithoutAMajority() {
        assertFails(
            AppliesAtOnce.self, "unexpectedCommit", nodes: [0], index: 1,
            says: ["1 server applied index 1", "because S0 was alone", "a majority of all 3 servers"]
        ) { cluster in
            cluster.disconnect(1)
            cluster.disconnect(2)
            try cluster.expectAccepted("abc", by: 0, at: 1...1)
            try await cluster.sleep(for: .seconds(2))
            try cluster.expectNothingCommitted(at: 1, because: "S0 was alone")
        }
    }

    func testWaitingInVainForACommit() {
        assertFails(
            NeverApplies.self, "noAgreement", index: 1,
            says: ["index 1 was applied by no server within 30 s, though it should be by 2", "S2: follower"]
        ) { cluster in
            _ = cluster.submit("abc", to: 0)
            _ = try await cluster.waitForCommit(at: 1, servers: 2)
        }
    }

    func testWaitingEndsWithANewerTerm() {
        assertPasses(NeverApplies.self) { cluster in
            let command = try await cluster.waitForCommit(at: 1, servers: 2, term: 0)
            XCTAssertNil(command)
        }
    }
}

/// Takes commands, sends them, and applies nothing.
private actor NeverApplies: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func receive(_ copy: CopyLog) async {}
}

/// Every server applies the same wrong command.
private actor AppliesSomethingElse: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func receive(_ copy: CopyLog) async { await apply(Array("else".utf8), at: 1) }
}

/// Puts an entry of its own into the log first.
private actor SkipsIndexOne: Stub {
    let site: Site
    init(_ site: Site) {
        self.site = site
        site.log = [[]]
    }
}

/// A leader that commits without asking anybody.
private actor AppliesAtOnce: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func receive(_ copy: CopyLog) async {}

    func start(_ command: [UInt8]) -> Submission {
        Task { await apply(command, at: 1) }
        return append(command)
    }
}
