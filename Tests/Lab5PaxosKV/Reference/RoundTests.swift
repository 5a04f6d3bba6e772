import LabKit
import XCTest

@testable import Lab5PaxosKV

final class RoundTests: XCTestCase {
    private let x = Instance(key: "x", version: 1)
    private let ballot = Ballot(number: 5, proposer: 1)
    private let own = PaxosValue(id: RequestID(client: 1, sequence: 1), content: "own")
    private let other = PaxosValue(id: RequestID(client: 2, sequence: 1), content: "other")

    private func promise(_ acceptor: Int, vote: Vote? = nil, refusedFor promised: Ballot? = nil) -> Promise {
        Promise(
            Prepare(instance: x, ballot: ballot), from: acceptor, isGranted: promised == nil,
            promised: promised ?? .zero,
            vote: vote)
    }

    private func accepted(_ acceptor: Int, refusedFor promised: Ballot? = nil) -> Accepted {
        Accepted(
            Accept(instance: x, ballot: ballot, value: own), from: acceptor, isGranted: promised == nil,
            promised: promised ?? .zero)
    }

    func testARoundOfItsOwnValue() {
        var round = Round(x, in: ballot, own: own, acceptors: 3)
        round.receive(promise(0))
        round.receive(promise(0))
        XCTAssertEqual(round.phase, .preparing)
        round.receive(promise(2))
        XCTAssertEqual(round.phase, .accepting(own))
        round.receive(accepted(1))
        round.receive(accepted(1))
        XCTAssertEqual(round.phase, .accepting(own))
        round.receive(accepted(0))
        XCTAssertEqual(round.phase, .over(own))
    }

    func testTheLargestVoteCounts() {
        let (older, newer) = (Ballot(number: 3, proposer: 9), Ballot(number: 4, proposer: 1))
        for votes in [[other, own], [own, other]] {
            var round = Round(x, in: ballot, own: own, acceptors: 3)
            let isOtherNewer = votes[1] == other
            round.receive(promise(0, vote: Vote(ballot: isOtherNewer ? older : newer, value: votes[0])))
            round.receive(promise(1, vote: Vote(ballot: isOtherNewer ? newer : older, value: votes[1])))
            XCTAssertEqual(round.phase, .accepting(other))
        }
    }

    func testAReadProposesNothingOfItsOwn() {
        var round = Round(x, in: ballot, own: nil, acceptors: 3)
        round.receive(promise(0))
        round.receive(promise(1))
        XCTAssertEqual(round.phase, .over(nil))
    }

    func testAnswersOfAnotherBallotDoNotCount() {
        var round = Round(x, in: Ballot(number: 6, proposer: 1), own: own, acceptors: 3)
        for acceptor in 0..<3 { round.receive(promise(acceptor)) }
        XCTAssertEqual(round.phase, .preparing)
    }

    func testRefusals() {
        var round = Round(x, in: ballot, own: own, acceptors: 3)
        round.receive(promise(0, refusedFor: Ballot(number: 50, proposer: 2)))
        round.receive(promise(0, refusedFor: Ballot(number: 50, proposer: 2)))
        XCTAssertEqual(round.phase, .preparing)
        round.receive(promise(1, refusedFor: Ballot(number: 7, proposer: 2)))
        XCTAssertEqual(round.phase, .refused)
        XCTAssertEqual(round.largestSeen, Ballot(number: 50, proposer: 2))
    }

    func testASurvey() {
        let asked = Prepare(instance: x, ballot: .zero)
        func outcome(_ votes: [Vote?]) -> Survey.Outcome {
            var survey = Survey(x, acceptors: 3)
            for (acceptor, vote) in votes.enumerated() {
                survey.receive(Promise(asked, from: acceptor, isGranted: false, promised: ballot, vote: vote))
            }
            return survey.outcome
        }
        let (vote, later) = (Vote(ballot: ballot, value: own), Vote(ballot: Ballot(number: 6, proposer: 2), value: own))
        XCTAssertEqual(outcome([vote]), .open)
        XCTAssertEqual(outcome([nil, nil]), .nothing)
        XCTAssertEqual(outcome([vote, vote]), .chosen(own))
        XCTAssertEqual(outcome([vote, nil]), .uncertain)
        XCTAssertEqual(outcome([vote, later]), .uncertain)
    }

    func testNumbersAreNeverUsedAgain() throws {
        var state = DurableState()
        let first = state.nextBallot(above: .zero, by: 2)
        XCTAssertEqual(first, Ballot(number: 1, proposer: 2))
        let bytes = try WireEncoder().encode(state)
        var restored = try WireDecoder().decode(DurableState.self, from: bytes)
        XCTAssertEqual(restored.nextBallot(above: .zero, by: 2), Ballot(number: 2, proposer: 2))
        XCTAssertEqual(
            restored.nextBallot(above: Ballot(number: 9, proposer: 3), by: 2), Ballot(number: 10, proposer: 2))
    }
}
