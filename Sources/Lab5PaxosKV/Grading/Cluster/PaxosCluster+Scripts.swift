import Harness
import LabKit

// Scenarios with proposers that the test plays: what acceptors must do, and what a proposer must make of their answers.

extension PaxosCluster {
    /// Two proposers of the test in turn, each with promises of a majority: the first is refused by the acceptor that they have in
    /// common, and must finish what the second has had chosen.
    public func duelOfScripts() async throws {
        let (x, script) = (Instance(key: "x", version: 1), makeScript())
        let (first, second, third) = (ballot(1, 10), ballot(2, 11), ballot(3, 10))
        let (hundred, twoHundred) = (value("100"), value("200"))
        try expectVotes(of: try await script.prepare(first, x, at: [0, 1]), [nil, nil])
        try expectVotes(of: try await script.prepare(second, x, at: [1, 2]), [nil, nil])
        let refused = try await script.accept(hundred, in: first, x, at: [0, 1])
        try expectGrants(refused.map(\.isGranted), [true, false], of: x)
        guard refused[1].promised == second else {
            throw wrongDecision("S1 refuses \(first.brief), and says that it promised \(refused[1].promised.brief).")
        }
        let accepted = try await script.accept(twoHundred, in: second, x, at: [1, 2])
        try expectGrants(accepted.map(\.isGranted), [true, true], of: x)
        try expectVotes(of: try await script.prepare(third, x, at: [0, 1]), [hundred, twoHundred])
        let finished = try await script.accept(twoHundred, in: third, x, at: [0, 1])
        try expectGrants(finished.map(\.isGranted), [true, true], of: x)
        try await expect(read(x, by: 2), "200")
    }

    /// Two acceptors have accepted different values in different ballots, and neither is chosen: whoever reads them finishes the
    /// value of the larger ballot before it returns it, so that the next reader finds the same elsewhere.
    public func finishBeforeReturning() async throws {
        let (x, script) = (Instance(key: "x", version: 1), makeScript())
        let foo = value("foo")
        try await script.accept(foo, in: ballot(3, 10), x, at: [0])
        try await script.accept(value("bar"), in: ballot(2, 11), x, at: [1])
        let blocked = block(0, from: [2])
        try await expect(read(x, by: 0), "foo")
        let votes = (0..<size).compactMap { inspect($0, x)?.vote }.filter { $0.ballot > ballot(3, 10) }
        guard votes.count >= 2, votes.allSatisfy({ $0.value == foo && $0.ballot == votes[0].ballot }) else {
            throw wrongDecision(
                "S0 has returned 'foo', which no majority has accepted in a ballot of its own. \(situation(of: x))",
                nodes: [0])
        }
        for rule in blocked { rule.end() }
        block(1, from: [0])
        try await expect(read(x, by: 1), "foo")
    }

    /// Nothing was written: a read says so and proposes nothing, and who writes later has its own value chosen.
    public func readNothing() async throws {
        let x = Instance(key: "x", version: 1)
        let accepts = messages.count(.requests(Accept.self))
        let read = read(x, by: 0)
        try await expect(read, nil, within: 4)
        guard accepts.count == 0 else {
            throw wrongDecision("S0 read what nobody had written, and asked \(accepts.count) times to accept a value.")
        }
        try await expect(propose("first", at: x, by: 1), "first")
        try await expect(self.read(x, by: 2), "first")
    }

    /// An acceptor accepts in a ballot that it was never asked to promise. A late Accept of a smaller ballot, which it did promise,
    /// must not undo that.
    public func lateAccept() async throws {
        let (x, script) = (Instance(key: "x", version: 1), makeScript())
        let (first, second) = (ballot(1, 10), ballot(2, 11))
        try await script.prepare(first, x, at: [0, 1])
        try await script.prepare(second, x, at: [1, 2])
        try await script.accept(value("v2"), in: second, x, at: [0, 1])
        let late = try await script.accept(value("v1"), in: first, x, at: [0])
        try expectGrants(late.map(\.isGranted), [false], of: x)
        block(2, from: [1])
        try await expect(propose("v3", at: x, by: 2), "v2")
    }

    /// A value is chosen in the larger ballot, and an acceptor of the majority that a proposer hears voted in a smaller one.
    /// In whatever order they answer, the vote of the larger ballot counts.
    public func largestVoteCounts() async throws {
        let script = makeScript()
        for late in [0, 1] {
            let x = Instance(key: "S\(late) late", version: 1)
            try await script.accept(value("v1"), in: ballot(1, 10), x, at: [0])
            try await script.accept(value("v2"), in: ballot(2, 11), x, at: [1, 2])
            let delay = messages.delay(.replies(to: Prepare.self, from: [late]), by: Self.latency)
            let blocked = block(0, from: [2])
            try await expect(propose("v3", at: x, by: 0), "v2")
            for rule in blocked + [delay] { rule.end() }
        }
    }

    /// A value is chosen in the smallest of all ballots; a proposer hears of it from one acceptor, and nothing from the other, before
    /// or after.
    public func smallestBallotCounts() async throws {
        let script = makeScript()
        for late in [1, 2] {
            let x = Instance(key: "S\(late) late", version: 1)
            try await script.accept(value("v1"), in: ballot(1, 1), x, at: [0, 1])
            let delay = messages.delay(.replies(to: Prepare.self, from: [late]), by: Self.latency)
            let blocked = block(2, from: [0])
            try await expect(propose("v2", at: x, by: 2), "v1")
            for rule in blocked + [delay] { rule.end() }
        }
    }

    /// Acceptors have promised very different ballots, and the one that has promised most answers first: a proposer that is
    /// refused goes on above the largest ballot that it has heard of, not above the last.
    public func catchUp() async throws {
        let (x, script) = (Instance(key: "x", version: 1), makeScript())
        for (acceptor, number) in [(0, 5000), (1, 500), (2, 50)] {
            try await script.prepare(ballot(number, 10), x, at: [acceptor])
            messages.delay(.replies(to: Prepare.self, from: [acceptor]), by: Self.latency * acceptor)
        }
        block(0, from: [3, 4])
        let ballots = Ballots()
        messages.count(
            .requests(Prepare.self, from: [0]) {
                if $0.ballot > .zero { ballots.seen.insert($0.ballot) }
                return true
            })
        try await expect(propose("v", at: x, by: 0), "v")
        guard ballots.seen.count > 3 else { return }
        throw LabFailure(
            .noDecision, nodes: [0], section: "2.4",
            message: """
                acceptors had promised numbers up to 5000, and S0 attempted \(ballots.seen.count) ballots until it was above them: \
                \(ballots.seen.sorted().map(\.brief).joined(separator: ", ")).
                """,
            question: "Of all the promised ballots that the refusals tell, with which one does the next attempt begin?")
    }

    /// A proposer sees another's vote, is refused, and has a majority the next time that has seen none: then it proposes its own
    /// value, and a reader finds nothing.
    public func forgetOthersValues() async throws {
        for isRead in [false, true] {
            let (x, script) = (Instance(key: isRead ? "read" : "written", version: 1), makeScript())
            try await script.accept(value("foo"), in: ballot(1, 10), x, at: [0])
            let accepts = messages.hold(.requests(Accept.self, from: [1]))
            let blocked = block(1, from: [2])
            let proposal = isRead ? read(x, by: 1) : propose("own", at: x, by: 1)
            try await until("S1 proposes what S0 has accepted") { accepts.heldCount > 0 }
            try await script.prepare(ballot(isRead ? 5000 : 1000, 10), x, at: [0, 1, 2])
            for rule in blocked { rule.end() }
            let others = block(1, from: [0])
            accepts.end()
            try await expect(proposal, isRead ? nil : "own")
            for rule in others { rule.end() }
        }
    }

    /// A proposer sees another's vote and hears nothing more, and has a majority the next time that has seen none. Nobody has
    /// refused it; still it may not propose another value in the same ballot.
    public func silenceAMajority() async throws {
        let (x, script) = (Instance(key: "x", version: 1), makeScript())
        try await script.accept(value("foo"), in: ballot(1, 10), x, at: [0])
        let accepts = messages.drop(.requests(Accept.self, from: [1]))
        let blocked = block(1, from: [2])
        let proposal = propose("own", at: x, by: 1)
        try await until("S1 proposes what S0 has accepted") { accepts.count > 0 }
        let others = block(1, from: [0])
        for rule in blocked + [accepts] { rule.end() }
        // Who asks for foo again, in the ballot in which it did, is right too.
        try await end(of: proposal)
        for rule in others { rule.end() }
        try await end(of: read(x, by: 2))
    }

    // MARK: - What scripts need

    private func ballot(_ number: Int, _ proposer: Int) -> Ballot { Ballot(number: number, proposer: proposer) }

    /// These acceptors must promise, and tell these votes.
    private func expectVotes(of promises: [Promise], _ expected: [PaxosValue?]) throws {
        try expectGrants(promises.map(\.isGranted), promises.map { _ in true }, of: promises[0].instance)
        for (promise, value) in zip(promises, expected) where promise.vote?.value != value {
            throw LabFailure(
                .wrongReply, nodes: [promise.from], section: "2.2",
                message: """
                    S\(promise.from) promises \(promise.ballot.brief) and tells \
                    \(promise.vote.map { "its vote for '\($0.value.content)'" } ?? "no vote"), but it has accepted \
                    \(value.map { "'\($0.content)'" } ?? "nothing").
                    """,
                question: "A promise tells what the acceptor accepted last.")
        }
    }
}

/// Ballots that were seen; used on the run's thread only.
private final class Ballots: @unchecked Sendable {
    var seen: Set<Ballot> = []
}
