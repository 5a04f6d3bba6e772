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
