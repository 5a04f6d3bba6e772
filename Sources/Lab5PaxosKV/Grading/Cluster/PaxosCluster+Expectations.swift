import Harness
import LabKit

// What scenarios expect.

extension PaxosCluster {
    /// Waits until something has happened.
    /// - Parameters:
    ///   - fact: what that is, in words: "S0 asks for its value to be accepted".
    ///   - roundTrips: how long it may take.
    /// - Throws: `noDecision` if it doesn't happen.
    public func until(_ fact: String, within roundTrips: Double = 100, _ hasHappened: () -> Bool) async throws {
        let end = world.seconds + roundTrips * Self.roundTrip
        while !hasHappened() {
            guard world.seconds < end else {
                throw LabFailure(
                    .noDecision, section: "2.2",
                    message: "in \(roundTrips.formatted()) round trips it didn't happen that \(fact).",
                    question: """
                        What does the proposer wait for? A majority is enough, and an acceptor that is silent must not hold \
                        it up.
                        """)
            }
            try await world.sleep(for: .microseconds(500))
        }
    }

    static var roundTrip: Double { 2 * (latency / .seconds(1)) }

    /// A proposal must end in time.
    /// - Returns: the value.
    /// - Throws: `noDecision`.
    @discardableResult
    public func end(of proposal: Proposal, within roundTrips: Double = 100) async throws -> PaxosValue? {
        let end = world.seconds + (roundTrips + 0.01) * Self.roundTrip
        try? await until("", within: roundTrips + 1) { proposal.isOver }
        if proposal.isOver, proposal.time <= end { return proposal.value }
        throw LabFailure(
            .noDecision, nodes: [proposal.server], section: "2.4",
            message: """
                S\(proposal.server) was asked about \(proposal.instance.brief), and has not returned after \
                \(roundTrips.formatted()) round trips, though a majority answers it. \(situation(of: proposal.instance))
                """,
            question: """
                How many acceptors does the proposer wait for, how long for one that is silent, and what does it do when it \
                is refused: with which ballot does it go on, and when?
                """)
    }

    /// A proposal must end in time with this value, or with none if it is nil.
    /// - Throws: `noDecision` or `wrongDecision`.
    public func expect(_ proposal: Proposal, _ expected: String?, within roundTrips: Double = 100) async throws {
        let value = try await end(of: proposal, within: roundTrips)?.content
        guard value != expected else { return }
        throw wrongDecision(
            """
            S\(proposal.server) returned \(value.map { "'\($0)'" } ?? "nothing") for \(proposal.instance.brief) where \
            \(expected.map { "'\($0)'" } ?? "nothing") can be chosen. \(situation(of: proposal.instance))
            """, nodes: [proposal.server])
    }

    /// A scenario has come to another end than it can.
    func wrongDecision(_ message: String, nodes: [Int] = []) -> LabFailure {
        LabFailure(
            .wrongDecision, nodes: nodes, section: "2.2", message: message,
            question: """
                A proposer may propose what it likes only if a majority, having promised its ballot, has told no vote; else the \
                value of the vote with the largest ballot.
                """)
    }

    /// What all acceptors know of an instance, in words.
    func situation(of instance: Instance) -> String {
        let parts = (0..<size).map { server in
            guard let state = inspect(server, instance) else { return "S\(server) is down" }
            let vote = state.vote.map { "accepted '\($0.value.content)' in \($0.ballot.brief)" } ?? "accepted nothing"
            return "S\(server) promised \(state.promised.brief) and \(vote)"
        }
        return parts.joined(separator: "; ") + "."
    }

    /// Acceptors must have answered so.
    /// - Parameters:
    ///   - granted: whether each took part.
    ///   - expected: whether each should have.
    /// - Throws: `wrongReply`.
    func expectGrants(_ granted: [Bool], _ expected: [Bool], of instance: Instance) throws {
        guard granted != expected else { return }
        throw LabFailure(
            .wrongReply, section: "2.2",
            message: """
                acceptors were asked to take part in a ballot of \(instance.brief); they said \(words(granted)), and it should \
                be \(words(expected)). \(situation(of: instance))
                """,
            question: "An acceptor takes part in every ballot that isn't smaller than the largest it has promised.")
    }

    private func words(_ answers: [Bool]) -> String { answers.map { $0 ? "yes" : "no" }.joined(separator: ", ") }
}
