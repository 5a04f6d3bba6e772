import XCTest

@testable import Lab2Raft

/// Section 5.1 and Figure 2, "Rules for Servers: All Servers": terms.
final class TermTests: XCTestCase {
    /// What a server can receive, all in `term`.
    private func everyMessage(in term: Int) -> [(name: String, receive: (inout RaftCore) -> Void)] {
        [
            ("RequestVote", { _ = $0.answer(voteRequest(term: term)) }),
            ("AppendEntries", { _ = $0.answer(heartbeat(term: term)) }),
            (
                "vote",
                {
                    let reply = RequestVote.Reply(term: term, voteGranted: false)
                    _ = $0.receive(reply, to: voteRequest(term: $0.term), from: 1)
                }
            ),
            (
                "answer to AppendEntries",
                { $0.receive(AppendEntries.Reply(term: term, success: false), to: heartbeat(term: $0.term), from: 1) }
            ),
        ]
    }

    /// Figure 2, "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower".
    func testNewerTermInAnyMessageMakesAFollower() {
        for (name, receive) in everyMessage(in: 7) {
            for var core in RaftCore.everyRole(term: 5) {
                let role = core.role
                core.didSave()
                receive(&core)
                XCTAssertEqual(core.term, 7, "\(role) receives \(name)")
                XCTAssertTrue(core.isFollower, "\(role) receives \(name)")
                XCTAssertTrue(core.mustSave, "\(role) receives \(name)")
            }
        }
    }

    /// The other direction: a message of the own or of an older term takes no role away, except that a candidate
    /// follows the leader of its own term (section 5.2). The term never goes back.
    func testNoOlderOrEqualTermMakesAFollower() {
        for messageTerm in [3, 5] {
            for (name, receive) in everyMessage(in: messageTerm) {
                if name == "AppendEntries", messageTerm == 5 { continue }
                for var core in RaftCore.everyRole(term: 5) {
                    let before = core
                    receive(&core)
                    XCTAssertEqual(core.term, 5, "\(before.role) receives \(name) of term \(messageTerm)")
                    XCTAssertEqual(core.role, before.role, "\(before.role) receives \(name) of term \(messageTerm)")
                }
            }
        }
    }

    /// Section 5.1: "If a server receives a request with a stale term number, it rejects the request." It answers with
    /// its own term, so that the sender catches up; it learns nothing and doesn't put off its own candidacy.
    func testStaleRequestsAreRefused() {
        for var core in RaftCore.everyRole(term: 5, log: [1, 2]) {
            let before = core
            let vote = core.answer(voteRequest(term: 4, lastIndex: 9, lastTerm: 4))
            XCTAssertEqual(vote, RequestVote.Reply(term: 5, voteGranted: false))
            let stale = appendRequest(term: 4, previous: 1, of: 1, terms: [4], commit: 2)
            let (reply, isFromLeader) = core.answer(stale)
            XCTAssertEqual(reply, AppendEntries.Reply(term: 5, success: false))
            XCTAssertFalse(isFromLeader)
            XCTAssertEqual(core.persistent, before.persistent)
            XCTAssertEqual(core.role, before.role)
            XCTAssertEqual(core.commitIndex, 0)
        }
    }

    /// The other direction: requests of the current term are served.
    func testCurrentRequestsAreServed() {
        var core = RaftCore.follower(term: 5, log: [1, 2])
        XCTAssertTrue(core.answer(voteRequest(term: 5, lastIndex: 2, lastTerm: 2)).voteGranted)
        let (reply, isFromLeader) = core.answer(appendRequest(term: 5, previous: 2, of: 2, terms: [5], commit: 2))
        XCTAssertEqual(reply, AppendEntries.Reply(term: 5, success: true))
        XCTAssertTrue(isFromLeader)
        XCTAssertEqual(core.log.terms, [1, 2, 5])
        XCTAssertEqual(core.commitIndex, 2)
    }
}
