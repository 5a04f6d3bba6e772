import LabKit

/// A server of the store: an acceptor, and a proposer for whoever asks. There is no leader; every server does the same.
public actor PaxosServer: PaxosPeer {
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
        durable = DurableState()
        node.log("begin here (Lab 5A): answer Prepare and Accept")
    }

    /// The server's life: answers acceptors' messages and clerks until the machine crashes.
    public func run() async throws {
        node.serve(Prepare.self) { await self.prepare($0) }
        node.serve(Accept.self) { await self.accept($0) }
        // And VersionRequest, which clerks send.
    }

    /// What this server's acceptor knows of an instance.
    public func inspect(_ instance: Instance) -> AcceptorState { durable.acceptor[instance] }

    // MARK: - Acceptor

    private func prepare(_ request: Prepare) -> Promise? {
        // What must be on disk before this returns?
        durable.acceptor.prepare(request, me: me)
    }

    private func accept(_ request: Accept) -> Accepted? {
        durable.acceptor.accept(request, me: me)
    }

    // MARK: - Proposer

    /// Proposes a value until one is chosen.
    public func propose(_ value: PaxosValue, at instance: Instance) async throws -> PaxosValue {
        // Attempt rounds, each in a ballot that was never used, until one is over.
        while true { try await node.clock.sleep(for: .seconds(1)) }
    }

    /// Finds out which value is chosen; finishes what may be.
    public func read(_ instance: Instance) async throws -> PaxosValue? {
        while true { try await node.clock.sleep(for: .seconds(1)) }
    }
}
