import Harness
import Lab2RaftGrading
import LabKit
import XCTest

final class SubmissionCheckTests: XCTestCase {
    func testAGoodLeaderPasses() {
        assertPasses(Good.self) { cluster in
            try cluster.expectAccepted("first", by: 0, at: 1...1)
            let first = Submission(index: 1, term: 1, isLeader: true)
            for number in 1...3 {
                let next = try XCTUnwrap(cluster.submit("command \(number)", to: 0))
                try cluster.expectNext(next, after: first, number: number, from: 0)
            }
            try cluster.expectAccepted("last", by: 0, at: 5...6)
        }
    }

    func testALeaderThatRefuses() {
        assertFails(
            Good.self, "wrongSubmission", nodes: [1], term: 1,
            says: [
                "S1 was just seen to lead and should take 'abc' at index 1 or 2",
                "start() answered that it is not the leader", "S1: follower in term 1",
            ]
        ) { cluster in
            try cluster.expectAccepted("abc", by: 1, at: 1...2)
        }
    }

    func testAFollowerThatNamesAnIndex() {
        assertFails(
            TakesAndDenies.self, "wrongSubmission", nodes: [0], term: 1, says: ["answered that it is not the leader"]
        ) { cluster in
            try cluster.expectAccepted("abc", by: 0, at: 1...1)
        }
    }

    func testALeaderThatAnswersWithTheWrongIndex() {
        assertFails(
            CountsFromZero.self, "wrongSubmission", nodes: [0], term: 1, index: 0,
            says: ["should take 'abc' at index 1, but start() answered index 0"]
        ) { cluster in
            try cluster.expectAccepted("abc", by: 0, at: 1...1)
        }
    }

    func testAnIndexThatIsNotTheNext() {
        assertFails(
            CountsFromZero.self, "wrongSubmission", nodes: [0], term: 1, index: 1,
            says: ["S0 answered start() number 3 in a row with index 1", "index 5 for the first, it must be 7"]
        ) { cluster in
            _ = cluster.submit("first", to: 0)
            let next = try XCTUnwrap(cluster.submit("next", to: 0))
            let first = Submission(index: 5, term: 1, isLeader: true)
            try cluster.expectNext(next, after: first, number: 2, from: 0)
        }
    }

    func testAScenarioMayNotAskAServerThatIsDown() {
        assertFails(Good.self, "testError", nodes: [0], says: ["the test submits 'abc' to S0, which is down"]) {
            cluster in
            cluster.crash(0)
            try cluster.expectAccepted("abc", by: 0, at: 1...1)
        }
    }

    func testCommandsThatAreThereAreNotLost() {
        assertPasses(Good.self) { cluster in
            try cluster.expectAll(["a", "b"], in: ["a", "b", "c"], seenBy: "its client saw it applied")
        }
    }

    func testALostCommand() {
        assertFails(
            Good.self, "lostCommand",
            says: ["'b' is not in the log, though its client saw it applied", "(Leader Completeness)"]
        ) { cluster in
            try cluster.expectAll(["a", "b"], in: ["a", "c"], seenBy: "its client saw it applied")
        }
    }
}

/// Names the right index, and says it isn't the leader.
private actor TakesAndDenies: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func start(_ command: [UInt8]) -> Submission {
        Submission(index: append(command).index, term: 1, isLeader: false)
    }
}

/// A leader whose first index is 0.
private actor CountsFromZero: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func start(_ command: [UInt8]) -> Submission {
        Submission(index: append(command).index - 1, term: 1, isLeader: true)
    }
}
