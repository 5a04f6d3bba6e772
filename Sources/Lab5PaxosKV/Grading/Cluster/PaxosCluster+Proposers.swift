import Harness
import LabKit

// Scenarios with servers as proposers, whose messages the test holds, loses and repeats.

extension PaxosCluster {
    /// One proposer and two acceptors: nobody tells a vote, the value is chosen, and each acceptor is asked once in each phase.
    public func proposeAlone() async throws {
        let x = Instance(key: "x", version: 1)
        let votes = messages.count(.replies(to: Prepare.self) { $1.vote != nil })
        let blocked = block(0, from: [2])
        try await expectCost("have a value chosen", within: 4, calls: 2 * size) { propose("10", at: x, by: 0) }
        guard votes.count == 0 else { throw wrongDecision("an acceptor tells a vote, though none was asked for one.") }
        for rule in blocked { rule.end() }
        try await expectCost("read a value", within: 6, calls: 3 * size) { read(x, by: 1) }
        let empty = Instance(key: "x", version: 2)
        try await expectCost("read nothing", within: 4, calls: 2 * size) { read(empty, by: 2) }
    }

    /// What one proposer alone may take.
    private func expectCost(
        _ deed: String, within roundTrips: Double, calls limit: Int, _ body: () -> Proposal
    ) async throws {
        let calls = messages.count(.requests(Prepare.self))
        let accepts = messages.count(.requests(Accept.self))
        try await end(of: body(), within: roundTrips)
        let count = calls.count + accepts.count
        calls.end()
        accepts.end()
        guard count > limit else { return }
        throw LabFailure(
            .tooManyRPCs, section: "2.5",
            message: "to \(deed), with nobody else there, took \(count) calls; \(limit) are enough.",
            question: "Each phase asks each acceptor once. Who is asked more often, or in a third phase?")
    }

    /// Two servers propose in turn, each with promises of a majority. The first is refused, the second has its value chosen, and
    /// the first must finish that.
    public func duel() async throws {
        let x = Instance(key: "x", version: 1)
        block(0, from: [2])
        block(2, from: [0])
        let firstAccepts = messages.hold(.requests(Accept.self, from: [0]))
        let first = propose("100", at: x, by: 0)
        try await until("S0 asks for its value to be accepted") { firstAccepts.heldCount > 0 }
        let prepares = messages.hold(.requests(Prepare.self, from: [0]))
        let secondAccepts = messages.hold(.requests(Accept.self, from: [2]))
        let second = propose("200", at: x, by: 2)
        try await until("S2 asks for its value to be accepted") { secondAccepts.heldCount > 0 }
        let refusals = messages.count(.replies(to: Accept.self, from: [1], to: [0]) { !$1.isGranted })
        firstAccepts.end()
        try await until("S1 refuses S0's value") { refusals.count > 0 }
        secondAccepts.end()
        try await expect(second, "200")
        prepares.end()
        try await expect(first, "200")
    }

    /// A proposer crashes when one acceptor has its value, restarts, and proposes another: in a ballot that it never used.
    public func restartAProposer() async throws {
        let x = Instance(key: "x", version: 1)
        let lost = messages.drop(.requests(Accept.self, from: [0], to: [1, 2]))
        _ = propose("v1", at: x, by: 0)
        try await until("S0's acceptor accepts its value") { inspect(0, x)?.vote != nil }
        let used = inspect(0, x)?.vote?.ballot ?? .zero
        crash(0)
        lost.end()
        start(0)
        let blocked = block(0, from: [0])
        try await expect(propose("v1b", at: x, by: 0), "v1b")
        if let vote = inspect(1, x)?.vote, vote.ballot <= used {
            throw wrongDecision(
                "S0 used ballot \(used.brief), restarted, and proposes in \(vote.ballot.brief).", nodes: [0])
        }
        for rule in blocked { rule.end() }
        for server in 0..<size { try await expect(read(x, by: server), "v1b") }
    }

    /// A value is chosen, an acceptor of its majority restarts, and a proposer hears of that one and of one that knows nothing.
    public func restartAnAcceptor() async throws {
        let x = Instance(key: "x", version: 1)
        block(0, from: [2])
        try await expect(propose("v", at: x, by: 0), "v")
        crash(1)
        start(1)
        block(2, from: [0])
        try await expect(propose("w", at: x, by: 2), "v")
    }

    /// Every request arrives four times, and answers to the first attempt come during later ones, when only one acceptor is left:
    /// that is no majority.
    public func countAcceptorsOnce() async throws {
        let x = Instance(key: "x", version: 1)
        world.network.conditions.repliesOutliveServers = true
        messages.repeat(.requests(Prepare.self), times: 3)
        messages.repeat(.requests(Accept.self), times: 3)
        let late = messages.hold(.replies(to: Prepare.self, from: [1, 2]))
        let attempts = messages.count(.requests(Prepare.self, from: [0], to: [0]))
        let proposal = propose("v", at: x, by: 0)
        try await pass(3)
        // A proposer that gives up on silent acceptors begins again; one that waits will hear these answers in time.
        try? await until("", within: 60) { attempts.count > 1 }
        crash(1)
        crash(2)
        late.end()
        try await pass(100)
        guard !proposal.isOver else {
            throw wrongDecision("S0 returned with no other acceptor alive. \(situation(of: x))", nodes: [0])
        }
        servers.startAll()
        try await expect(proposal, "v")
    }

    /// Two proposers in lockstep: each asks for promises just before the other's value comes to be accepted. If neither waits for
    /// a time that nobody can foresee, that goes on for ever.
    public func duelInLockstep() async throws {
        let x = Instance(key: "x", version: 1)
        messages.delay(.requests(Accept.self), by: .milliseconds(11))
        let first = propose("100", at: x, by: 0)
        try await world.sleep(for: .microseconds(15_500))
        let second = propose("200", at: x, by: 2)
        let one = try await end(of: first, within: 150)
        let other = try await end(of: second, within: 150)
        guard one != other else { return }
        throw wrongDecision("S0 returned '\(one?.content ?? "")', and S2 '\(other?.content ?? "")'.", nodes: [0, 2])
    }

    /// With one of three servers alive nothing is decided; when the others are back, everything is.
    public func outnumber() async throws {
        try await acceptAlone()
        let x = Instance(key: "x", version: 1)
        let client = makeClient()
        crash(1)
        crash(2)
        let (proposal, reading) = (propose("v", at: x, by: 0), read(x, by: 0))
        let isWritten = Flag()
        async let write: Void = {
            try await client.put("y", "1")
            isWritten.isSet = true
        }()
        try await pass(100)
        guard !proposal.isOver, !reading.isOver, !isWritten.isSet else {
            throw wrongDecision("one server of three, alone, has decided something.", nodes: [0])
        }
        servers.startAll()
        try await expect(proposal, "v")
        try await end(of: reading)
        try await write
        try await client.expect("1", at: "y")
    }

    /// All promise, but one acceptor alone accepts: nothing is decided.
    private func acceptAlone() async throws {
        let x = Instance(key: "alone", version: 1)
        let lost = messages.drop(.requests(Accept.self, from: [0], to: [1, 2]))
        let proposal = propose("v", at: x, by: 0)
        try await until("S0's acceptor accepts its value") { inspect(0, x)?.vote != nil }
        try await pass(10)
        guard !proposal.isOver else {
            throw wrongDecision("S0 returned when no other acceptor had accepted. \(situation(of: x))", nodes: [0])
        }
        lost.end()
        try await expect(proposal, "v")
    }

    /// With one acceptor down, what is proposed or read is decided as fast as with all of them, or nearly.
    public func missAnAcceptor() async throws {
        crash(1)
        for version in 1...10 {
            let x = Instance(key: "x", version: version)
            try await expect(propose("\(version)", at: x, by: version % 2 == 0 ? 0 : 2), "\(version)", within: 30)
            try await expect(read(x, by: 0), "\(version)", within: 30)
        }
    }

    /// Reading versions that nobody wrote leaves nothing behind.
    public func readWithoutTrace() async throws {
        try await expect(propose("v", at: Instance(key: "x", version: 1), by: 0), "v")
        let before = servers.disks.map { $0.size(of: \.raftState) }
        for version in 2...200 { try await expect(read(Instance(key: "x", version: version), by: version % 3), nil) }
        for server in 0..<size {
            let grown = servers.disks[server].size(of: \.raftState) - before[server]
            guard grown > 300 else { continue }
            throw LabFailure(
                .memoryGrows, nodes: [server], section: "2.5",
                message: """
                    199 versions that nobody had written were read, and S\(server)'s disk holds \(grown) bytes more than before.
                    """,
                question: """
                    Who only asks needs no promise: the ballot zero is granted and leaves nothing behind. Or can one promise \
                    stand for all versions in which nothing was accepted?
                    """)
        }
    }
}
