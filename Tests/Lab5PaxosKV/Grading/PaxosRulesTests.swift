import Harness
import LabKit
import XCTest

@testable import Lab5PaxosKVGrading

/// Each rule of Paxos finds what it is for.
final class PaxosRulesTests: XCTestCase {
    private let x = Instance(key: "x", version: 1)
    private let one = PaxosValue(id: RequestID(client: 1, sequence: 1), content: "1")
    private let two = PaxosValue(id: RequestID(client: 2, sequence: 1), content: "2")

    private func ballot(_ number: Int, _ proposer: Int = 1) -> Ballot { Ballot(number: number, proposer: proposer) }

    private func accept(_ value: PaxosValue, _ ballot: Ballot, at instance: Instance? = nil) -> Accept {
        Accept(instance: instance ?? x, ballot: ballot, value: value)
    }

    private func accepted(_ request: Accept, by acceptor: Int, promised: Ballot = .zero) -> Accepted {
        Accepted(request, from: acceptor, isGranted: promised <= request.ballot, promised: promised)
    }

    private func promise(_ ballot: Ballot, by acceptor: Int, vote: Vote? = nil, promised: Ballot = .zero) -> Promise {
        Promise(
            Prepare(instance: x, ballot: ballot), from: acceptor, isGranted: promised <= ballot, promised: promised,
            vote: vote)
    }

    private func expect(
        _ kind: LabFailure.Kind?, file: StaticString = #filePath, line: UInt = #line,
        _ body: (inout PaxosRules) throws(LabFailure) -> Void
    ) {
        var rules = PaxosRules(servers: 3)
        do throws(LabFailure) {
            try body(&rules)
            XCTAssertNil(kind, file: file, line: line)
        } catch {
            XCTAssertEqual(error.kind, kind, error.message, file: file, line: line)
        }
    }

    func testTwoValuesChosen() {
        expect(.twoValuesChosen) { (rules) throws(LabFailure) in
            let (first, second) = (accept(one, ballot(1)), accept(two, ballot(2)))
            for acceptor in [0, 1] { try rules.acceptor(acceptor, didAnswer: first, accepted(first, by: acceptor)) }
            for acceptor in [1, 2] { try rules.acceptor(acceptor, didAnswer: second, accepted(second, by: acceptor)) }
        }
    }

    /// A majority of votes is one ballot's; and the same value may be chosen again.
    func testVotesOfTwoBallotsChooseNothing() {
        expect(nil) { (rules) throws(LabFailure) in
            let (first, second) = (accept(one, ballot(1)), accept(one, ballot(2)))
            try rules.acceptor(0, didAnswer: first, accepted(first, by: 0))
            try rules.acceptor(1, didAnswer: second, accepted(second, by: 1))
            XCTAssertNil(rules.chosen.value(at: x))
            try rules.acceptor(2, didAnswer: second, accepted(second, by: 2))
            XCTAssertEqual(rules.chosen.value(at: x), one)
        }
    }

    /// Who crashed before it answered tells its vote with a promise.
    func testVotesAreToldByPromises() {
        expect(nil) { (rules) throws(LabFailure) in
            let request = accept(one, ballot(1))
            try rules.acceptor(0, didAnswer: request, accepted(request, by: 0))
            let vote = Vote(ballot: ballot(1), value: one)
            try rules.acceptor(
                1, didAnswer: Prepare(instance: x, ballot: ballot(2)),
                promise(ballot(2), by: 1, vote: vote, promised: ballot(1)))
            XCTAssertEqual(rules.chosen.value(at: x), one)
        }
    }

    func testWrittenTwice() {
        expect(.writtenTwice) { (rules) throws(LabFailure) in
            for version in [1, 2] {
                let request = accept(one, ballot(1), at: Instance(key: "x", version: version))
                for acceptor in [0, 1] {
                    try rules.acceptor(acceptor, didAnswer: request, accepted(request, by: acceptor))
                }
            }
        }
    }

    func testTwoValuesInOneBallot() {
        expect(.twoValuesInOneBallot) { (rules) throws(LabFailure) in
            try rules.machine(5, isServer: false, didAsk: accept(one, ballot(1)))
            try rules.machine(5, isServer: false, didAsk: accept(two, ballot(1)))
        }
    }

    func testWrongBallots() {
        for wrong in [ballot(0), ballot(1, 0), ballot(1, 2)] {
            expect(.wrongBallot) { (rules) throws(LabFailure) in
                try rules.server(0, didAsk: Prepare(instance: x, ballot: wrong))
            }
        }
        expect(nil) { (rules) throws(LabFailure) in
            try rules.server(0, didAsk: Prepare(instance: x, ballot: .zero))
            try rules.server(1, didAsk: Prepare(instance: x, ballot: ballot(7, 2)))
        }
    }

    /// In whatever order they leave: a promise without a vote, and a vote of a smaller ballot.
    func testBrokenPromises() {
        let (prepare, request) = (Prepare(instance: x, ballot: ballot(2)), accept(one, ballot(1)))
        expect(.brokenPromise) { (rules) throws(LabFailure) in
            try rules.acceptor(0, didAnswer: prepare, promise(ballot(2), by: 0))
            try rules.acceptor(0, didAnswer: request, accepted(request, by: 0))
        }
        expect(.brokenPromise) { (rules) throws(LabFailure) in
            try rules.acceptor(0, didAnswer: request, accepted(request, by: 0))
            try rules.acceptor(0, didAnswer: prepare, promise(ballot(2), by: 0))
        }
        expect(nil) { (rules) throws(LabFailure) in
            let vote = Vote(ballot: ballot(1), value: one)
            try rules.acceptor(0, didAnswer: prepare, promise(ballot(2), by: 0, vote: vote))
            try rules.acceptor(0, didAnswer: request, accepted(request, by: 0))
        }
    }

    func testAcceptorsThatGoBack() {
        let vote = Vote(ballot: ballot(3), value: one)
        let older = Vote(ballot: ballot(2), value: one)
        let before = AcceptorState(promised: ballot(3), vote: vote)
        for after in [
            AcceptorState(promised: ballot(2), vote: older), AcceptorState(promised: ballot(4), vote: older),
            AcceptorState(promised: ballot(4)),
            AcceptorState(promised: ballot(3), vote: Vote(ballot: ballot(4), value: one)),
        ] {
            expect(.brokenPromise) { (rules) throws(LabFailure) in
                try rules.look(at: 0, x, before)
                try rules.look(at: 0, x, after)
            }
        }
    }

    func testWrongReplies() {
        let prepare = Prepare(instance: x, ballot: ballot(2))
        for wrong in [
            promise(ballot(2), by: 1), promise(ballot(1), by: 0),
            Promise(prepare, from: 0, isGranted: false, promised: ballot(1), vote: nil),
        ] {
            expect(.wrongReply) { (rules) throws(LabFailure) in
                try rules.acceptor(0, didAnswer: prepare, wrong)
            }
        }
        expect(.brokenPromise) { (rules) throws(LabFailure) in
            try rules.acceptor(
                0, didAnswer: prepare, Promise(prepare, from: 0, isGranted: true, promised: ballot(3), vote: nil))
        }
    }

    func testUnbackedValues() {
        let vote = Vote(ballot: ballot(1, 3), value: two)
        func propose(_ value: PaxosValue, with promises: [Promise]) -> (inout PaxosRules) throws(LabFailure) -> Void {
            { [self] (rules) throws(LabFailure) in
                for promise in promises { rules.promise(promise, of: promise.from, didReach: 0) }
                try rules.machine(0, isServer: true, didAsk: accept(value, ballot(2)))
            }
        }
        let (empty, voted) = (promise(ballot(2), by: 0), promise(ballot(2), by: 1, vote: vote))
        expect(.unbackedValue, propose(one, with: []))
        expect(.unbackedValue, propose(one, with: [empty]))
        expect(.unbackedValue, propose(one, with: [empty, empty]))
        expect(.unbackedValue, propose(one, with: [empty, promise(ballot(1), by: 2)]))
        expect(.unbackedValue, propose(one, with: [empty, voted]))
        expect(nil, propose(two, with: [empty, voted]))
        // Of three promises any two are a majority.
        expect(nil, propose(one, with: [empty, voted, promise(ballot(2), by: 2)]))
        let newer = Vote(ballot: ballot(1, 7), value: one)
        expect(.unbackedValue, propose(two, with: [voted, promise(ballot(2), by: 2, vote: newer)]))
        expect(nil, propose(one, with: [voted, promise(ballot(2), by: 2, vote: newer)]))
    }

    func testWhatIsToldIsOnTheDisk() {
        let request = accept(one, ballot(2))
        let vote = Vote(ballot: ballot(2), value: one)
        for restored in [
            AcceptorState(), AcceptorState(promised: ballot(2)), AcceptorState(promised: ballot(1), vote: vote),
        ] {
            expect(.notDurable) { (rules) throws(LabFailure) in
                try rules.acceptor(0, didAnswer: request, accepted(request, by: 0))
                XCTAssertEqual(rules.instances(of: 0), [x])
                try rules.lookAtDisk(of: 0, x, restored, isTrial: true)
            }
        }
        expect(nil) { (rules) throws(LabFailure) in
            try rules.acceptor(0, didAnswer: request, accepted(request, by: 0))
            try rules.lookAtDisk(of: 0, x, AcceptorState(promised: ballot(3), vote: vote), isTrial: false)
        }
    }
}
