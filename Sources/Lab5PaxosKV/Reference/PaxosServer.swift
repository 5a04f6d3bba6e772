import LabKit

/// A server of the store: an acceptor, and a proposer for whoever asks. There is no leader; every server does the same.
public actor PaxosServer: PaxosPeer {
    /// How long to wait for an acceptor. Some may be down, and none need be waited for if a quorum has answered.
    private static let patience = Duration.milliseconds(60)

    /// The machine it runs on.
    public nonisolated let node: Node
    private let peers: [Peer]
    private let me: Int
    private var durable: DurableState

    /// Creates a server, new or restarted: what it had saved is on its node's disk.
    public init(node: Node, peers: [Peer], me: Int) {
        self.node = node
        self.peers = peers
        self.me = me
        durable = node.disk.load(DurableState.self) ?? DurableState()
    }

    /// The server's life: answers acceptors' messages and clerks until the machine crashes.
    public func run() async throws {
        node.serve(Prepare.self) { await self.prepare($0) }
        node.serve(Accept.self) { await self.accept($0) }
        node.serve(VersionRequest.self) { await self.answer($0) }
    }

    /// What this server's acceptor knows of an instance.
    public func inspect(_ instance: Instance) -> AcceptorState { durable.acceptor[instance] }

    // MARK: - Acceptor

    private func prepare(_ request: Prepare) -> Promise {
        let promise = durable.acceptor.prepare(request, me: me)
        if promise.isGranted, request.ballot > .zero { node.disk.save(durable) }
        return promise
    }

    private func accept(_ request: Accept) -> Accepted {
        let reply = durable.acceptor.accept(request, me: me)
        if reply.isGranted { node.disk.save(durable) }
        return reply
    }

    // MARK: - Proposer

    /// Proposes a value until one is chosen.
    public func propose(_ value: PaxosValue, at instance: Instance) async throws -> PaxosValue {
        // With a value of our own no round ends without one.
        try await decide(instance, own: value) ?? value
    }

    /// Finds out which value is chosen; finishes what may be.
    public func read(_ instance: Instance) async throws -> PaxosValue? {
        try await find(instance)
    }

    private func find(_ instance: Instance, until deadline: NodeClock.Instant? = nil) async throws -> PaxosValue? {
        var survey = Survey(instance, acceptors: peers.count)
        await ask(Prepare(instance: instance, ballot: .zero)) {
            survey.receive($0)
            return survey.outcome == .open
        }
        switch survey.outcome {
        case .nothing: return nil
        case .chosen(let value): return value
        case .open, .uncertain: return try await decide(instance, own: nil, until: deadline)
        }
    }

    /// Attempts until one succeeds, each in a ballot that was never used. What an attempt saw of others' values is forgotten with
    /// it: the next one may have a quorum that has seen none.
    /// - Parameter deadline: when to give up; nil for never.
    /// - Returns: the chosen value; nil if there is none and `own` is nil.
    private func decide(
        _ instance: Instance, own: PaxosValue?, until deadline: NodeClock.Instant? = nil
    ) async throws -> PaxosValue? {
        var (seen, failures) = (Ballot.zero, 0)
        while true {
            let ballot = durable.nextBallot(above: seen, by: me + 1)
            node.disk.save(durable)
            let round = await attempt(Round(instance, in: ballot, own: own, acceptors: peers.count))
            if case .over(let value) = round.phase { return value }
            (seen, failures) = (max(seen, round.largestSeen), failures + 1)
            try await node.clock.sleep(for: Backoff.pause(after: failures, using: node.random))
            if let deadline, node.clock.now >= deadline { throw CancellationError() }
        }
    }

    private func attempt(_ new: Round) async -> Round {
        var round = new
        await ask(Prepare(instance: round.instance, ballot: round.ballot)) {
            round.receive($0)
            return round.phase == .preparing
        }
        guard case .accepting(let value) = round.phase else { return round }
        await ask(Accept(instance: round.instance, ballot: round.ballot, value: value)) {
            round.receive($0)
            return round.phase == .accepting(value)
        }
        return round
    }

    /// Asks all acceptors at once, this server's own like the others.
    /// - Parameter isOpen: is given each answer, and says whether others still matter.
    private func ask<Request: RPC>(_ request: Request, _ isOpen: (Request.Reply) -> Bool) async {
        await withTaskGroup(of: Request.Reply?.self) { group in
            for peer in peers { group.addTask { await peer.call(request, timeout: Self.patience) } }
            for await case let reply? in group where !isOpen(reply) { group.cancelAll() }
        }
    }

    // MARK: - Clerks

    /// Has a version decided or read. A clerk that has waited too long asks another server, with the same value for the same
    /// version: whoever brings it through, it is chosen once.
    private func answer(_ request: VersionRequest) async -> VersionRequest.Reply? {
        let deadline = node.clock.now + VersionRequest.patience
        do {
            let decided =
                if let value = request.value {
                    try await decide(request.instance, own: value, until: deadline)
                } else {
                    try await find(request.instance, until: deadline)
                }
            let newest = durable.acceptor.newestVersions[request.instance.key] ?? 0
            return VersionRequest.Reply(value: decided, newestVersion: newest)
        } catch {
            return nil
        }
    }
}
