import Harness
import LabKit

/// A proposer that the test plays, with ballots as it likes.
public final class ScriptedProposer: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    private let node: Node
    private let acceptors: [Peer]

    init(node: Node, acceptors: [Peer]) {
        self.node = node
        self.acceptors = acceptors
    }

    /// Asks acceptors to promise, one after the other.
    /// - Returns: their answers.
    /// - Throws: `wrongReply` if there is none.
    @discardableResult
    public func prepare(_ ballot: Ballot, _ instance: Instance, at acceptors: [Int]) async throws -> [Promise] {
        try await ask(Prepare(instance: instance, ballot: ballot), at: acceptors)
    }

    /// Asks acceptors to accept, one after the other.
    /// - Returns: their answers.
    /// - Throws: `wrongReply` if there is none.
    @discardableResult
    public func accept(
        _ value: PaxosValue, in ballot: Ballot, _ instance: Instance, at acceptors: [Int]
    ) async throws -> [Accepted] {
        try await ask(Accept(instance: instance, ballot: ballot, value: value), at: acceptors)
    }

    /// Attempts until a value is chosen, each time with all acceptors at once: what a proposer does, at its plainest.
    /// - Parameters:
    ///   - value: what to propose.
    ///   - instance: in which instance.
    ///   - proposer: whose the ballots are.
    ///   - isPatient: whether it waits at random after an attempt that failed, each time up to twice as long.
    ///   - limit: when to give up.
    /// - Returns: the chosen value; nil if it has given up.
    @discardableResult
    package func decide(
        _ value: PaxosValue, at instance: Instance, as proposer: Int, isPatient: Bool, within limit: Duration
    ) async throws -> PaxosValue? {
        let (quorum, deadline) = (acceptors.count / 2 + 1, node.clock.now + limit)
        var (seen, failures) = (Ballot.zero, 0)
        while node.clock.now < deadline {
            let ballot = Ballot(number: seen.number + 1, proposer: proposer)
            let promises = await askAll(Prepare(instance: instance, ballot: ballot))
            seen = promises.map(\.promised).reduce(ballot, max)
            if promises.count(where: \.isGranted) >= quorum {
                let vote = promises.filter(\.isGranted).compactMap(\.vote).max { $0.ballot < $1.ballot }
                let chosen = vote?.value ?? value
                let replies = await askAll(Accept(instance: instance, ballot: ballot, value: chosen))
                if replies.count(where: \.isGranted) >= quorum { return chosen }
                seen = replies.map(\.promised).reduce(seen, max)
            }
            failures += 1
            guard isPatient else { continue }
            let longest = Duration.milliseconds(20) * (1 << min(failures - 1, 4))
            try await node.clock.sleep(for: node.random.duration(in: .zero...longest))
        }
        return nil
    }

    private func askAll<Request: RPC>(_ request: Request) async -> [Request.Reply] {
        await withTaskGroup(of: Request.Reply?.self) { group in
            for acceptor in acceptors { group.addTask { await acceptor.call(request, timeout: .milliseconds(100)) } }
            return await group.reduce(into: []) { replies, reply in if let reply { replies.append(reply) } }
        }
    }

    private func ask<Request: RPC>(_ request: Request, at acceptors: [Int]) async throws -> [Request.Reply] {
        var replies: [Request.Reply] = []
        for acceptor in acceptors {
            guard let reply = await self.acceptors[acceptor].call(request, timeout: .seconds(1)) else {
                throw LabFailure(
                    .wrongReply, nodes: [acceptor], section: "2.2",
                    message: "S\(acceptor) doesn't answer \(brief(request)), though it runs and can be reached.",
                    question: "An acceptor always answers, if only to refuse: does run() serve this request?")
            }
            replies.append(reply)
        }
        return replies
    }
}

extension PaxosCluster {
    /// A proposer that the test plays, on a machine of its own.
    public func makeScript() -> ScriptedProposer {
        let machine = world.addMachine("P\(scripts)", isServer: false)
        scripts += 1
        let platform = world.boot(machine, disk: SimulatedDisk())
        let node = Node(platform: platform)
        return ScriptedProposer(
            node: node, acceptors: (0..<size).map { Peer(from: node, to: $0, name: world.names[$0]) })
    }
}
