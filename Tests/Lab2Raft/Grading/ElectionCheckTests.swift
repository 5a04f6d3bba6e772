import Harness
import Lab2RaftGrading
import LabKit
import XCTest

final class ElectionCheckTests: XCTestCase {
    func testAGoodClusterPasses() {
        assertPasses(Good.self) { cluster in
            let leader = try await cluster.checkOneLeader()
            XCTAssertEqual(leader, 0)
            let term = try cluster.checkTerms()
            XCTAssertEqual(term, 1)
            try cluster.expectFirstTerm(term, of: leader)
            try cluster.expectSameTerm(term, as: cluster.checkTerms())
            XCTAssertFalse(cluster.hasTermOther(than: 1))
            XCTAssertTrue(cluster.hasTermOther(than: 2))
            cluster.disconnect(0)
            try cluster.checkNoLeader()
        }
    }

    func testTwoLeadersInOneTerm() {
        assertFails(
            TwoLeaders.self, "twoLeaders", nodes: [1, 2], term: 3,
            says: ["S1 and S2 both lead term 3", "Election Safety: at most one leader a term.", "Who voted for both"]
        ) { cluster in
            try await cluster.checkOneLeader()
        }
    }

    func testAnOldLeaderIsNoSecondLeader() {
        assertPasses(OldLeader.self) { cluster in
            let leader = try await cluster.checkOneLeader()
            XCTAssertEqual(leader, 2)
        }
    }

    func testNoLeader() {
        assertFails(
            NoLeader.self, "noLeader",
            says: [
                "no leader among S0, S1 and S2 after 5 seconds", "S1: follower in term 0",
                "must start an election after a randomised time-out",
            ]
        ) { cluster in
            try await cluster.checkOneLeader()
        }
    }

    func testALeaderThatIsCutOffDoesNotCount() {
        assertFails(
            Good.self, "noLeader", nodes: [1, 2],
            says: ["no leader among S1 and S2", "a majority of 3", "S0, cut off: leader in term 1"]
        ) { cluster in
            cluster.disconnect(0)
            try await cluster.checkOneLeader()
        }
    }

    func testALeaderWithoutAMajority() {
        assertFails(
            Good.self, "unexpectedLeader", nodes: [0], term: 1,
            says: ["S0 claims to lead term 1", "no majority of the 3 servers", "Whose votes did it count"]
        ) { cluster in
            cluster.disconnect(1)
            cluster.disconnect(2)
            try await cluster.sleep(for: .seconds(2))
            try cluster.checkNoLeader()
        }
    }

    func testTermsDisagree() {
        assertFails(
            TermsOfTheirOwn.self, "termsDisagree", nodes: [0, 1], term: 11,
            says: ["S0 is in term 10, S1 in term 11", "sees a newer term adopts it"]
        ) { cluster in
            try cluster.checkTerms()
        }
    }

    func testTermsOfServersCutOffMayDiffer() {
        assertPasses(TermsOfTheirOwn.self) { cluster in
            cluster.disconnect(0)
            cluster.crash(1)
            let term = try cluster.checkTerms()
            XCTAssertEqual(term, 12)
        }
    }

    func testTermsBeginAtOne() {
        assertFails(
            NoLeader.self, "termsDisagree", nodes: [2], term: 0, says: ["S2 leads term 0", "terms begin at 1"]
        ) { cluster in
            try cluster.expectFirstTerm(cluster.checkTerms(), of: 2)
        }
    }

    func testTheTermChangesThoughNothingFailed() {
        assertFails(
            RestlessTerm.self, "unstableTerm", term: 3,
            says: ["the term changed from 1 to 3 though nothing failed", "heartbeats", "restart the timer"]
        ) { cluster in
            let term = try cluster.checkTerms()
            try await cluster.sleep(for: .milliseconds(2500))
            try cluster.expectSameTerm(term, as: cluster.checkTerms())
        }
    }

    func testTheTermKeepsChanging() {
        assertFails(
            Good.self, "unstableTerm",
            says: ["changed in each of 5 attempts", "though nothing failed", "S0: leader in term 1"]
        ) { cluster in
            throw cluster.termKeptChanging(attempts: 5)
        }
    }
}

/// S1 and S2 both lead term 3.
private actor TwoLeaders: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func status() -> (term: Int, isLeader: Bool) { (3, site.me > 0) }
}

/// All lead, each a term of its own: only the newest counts.
private actor OldLeader: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func status() -> (term: Int, isLeader: Bool) { (site.me + 1, true) }
}

/// Nobody ever leads, in term 0.
private actor NoLeader: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func status() -> (term: Int, isLeader: Bool) { (0, false) }
}

/// Each server is in another term.
private actor TermsOfTheirOwn: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func status() -> (term: Int, isLeader: Bool) { (10 + site.me, false) }
}

/// A new term every second.
private actor RestlessTerm: Stub {
    let site: Site
    var term = 1
    init(_ site: Site) { self.site = site }
    func status() -> (term: Int, isLeader: Bool) { (term, site.me == 0) }

    func run() async throws {
        while true {
            try await node.clock.sleep(for: .seconds(1))
            term += 1
        }
    }
}
