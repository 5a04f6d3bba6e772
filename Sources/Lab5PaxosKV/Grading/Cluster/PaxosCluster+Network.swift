import Harness
import LabKit
import LabRPC

// Who reaches whom.

extension PaxosCluster {
    /// Keeps a server's proposer from some acceptors: what it sends them is lost. Its own acceptor may be one of them.
    /// - Returns: the rules that do it; ending them lets messages through again.
    @discardableResult
    public func block(_ proposer: Int, from acceptors: Set<Int>) -> [MessageRule] {
        [
            messages.drop(.requests(Prepare.self, from: [proposer], to: acceptors)),
            messages.drop(.requests(Accept.self, from: [proposer], to: acceptors)),
        ]
    }

    /// Parts the servers: those of different sides can't talk. Clients reach all.
    public func part(_ sides: [Int]) {
        for from in 0..<size {
            for to in 0..<size { world.network.setLink(from: from, to: to, isUp: sides[from] == sides[to]) }
        }
    }

    /// Mends the links between servers.
    public func mend() {
        part((0..<size).map { _ in 0 })
    }

    /// Lets a client hear nothing, or again what it is answered.
    func setHearing(of client: PaxosClient<Clerk>, isDeaf: Bool) {
        for server in 0..<size { world.network.setLink(from: server, to: client.machine, isUp: !isDeaf) }
    }
}
