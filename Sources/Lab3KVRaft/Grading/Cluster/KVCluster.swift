import Harness
import Lab2RaftGrading
import LabKit
import LabRPC
import Linearizability
import Simulation

/// A replicated key/value store under test, with clients: what a scenario does to it, and what the clients saw.
///
/// ```swift
/// func testBasic() {
///     keyValue(KVServer.self, Clerk.self, servers: 5, points: 5) { cluster in
///         let client = cluster.makeClient()
///         try await client.put("x", "1")
///         try await client.append("x", "2")
///         try await client.expect("12", at: "x")
///     }
/// }
/// ```
/// What all clients asked and heard is recorded; when the scenario is over, it must be linearizable.
public final class KVCluster<Server: KeyValueServer, Clerk: KeyValueClerk>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// The servers and the network between them: crashes, partitions, and the rules of Raft, as in Lab 2.
    public let servers: RaftCluster<Server.Raft>
    /// What `maxRaftState` the servers were created with.
    public let maxRaftState: Int?
    let clients: KVClients<Clerk>

    /// - Parameters:
    ///   - size: the number of servers.
    ///   - world: the run it belongs to.
    ///   - maxRaftState: what the servers get.
    init(size: Int, world: World, maxRaftState: Int?) {
        self.maxRaftState = maxRaftState
        servers = RaftCluster(size: size, world: world, stage: .persistence, inspectService: Self.inspect(in: world)) {
            node, peers, me, _ in
            let server = Server(node: node, peers: peers, me: me, maxRaftState: maxRaftState)
            return RaftCluster.Server(raft: server.raft, whole: server)
        }
        clients = KVClients(world: world) { node in
            let order = (0..<size).shuffled(using: &world.random)
            return Clerk(node: node, servers: order.map { Peer(from: node, to: $0, name: world.names[$0]) })
        }
    }

    /// The run: its network, its time, its randomness.
    public var world: World { servers.world }
    /// How many servers there are.
    public var size: Int { servers.size }

    /// Lets virtual time pass.
    public func sleep(for duration: Duration) async throws {
        try await servers.sleep(for: duration)
    }

    // MARK: - Clients

    /// A new client on a machine of its own, with a clerk that knows the servers in an order of its own. Cuts and partitions
    /// between servers don't concern it.
    public func makeClient() -> KVClient<Clerk> { clients.make() }

    /// Crashes a client's machine, and starts it again with a new clerk.
    public func restart(_ client: KVClient<Clerk>) -> KVClient<Clerk> { clients.restart(client) }

    /// Lets a client reach only some servers, or all again.
    public func setReach(of client: KVClient<Clerk>, to reachable: [Int]) {
        let number = client.machine
        for server in 0..<size {
            let isUp = reachable.contains(server)
            world.network.setLink(from: number, to: server, isUp: isUp)
            world.network.setLink(from: server, to: number, isUp: isUp)
        }
    }

    /// Lets a client hear nothing, or again what it is answered.
    func setHearing(of client: KVClient<Clerk>, isDeaf: Bool) {
        let number = client.machine
        for server in 0..<size { world.network.setLink(from: server, to: number, isUp: !isDeaf) }
    }

    /// How long what a client asks travels to any server; nil for as long as usual.
    func setTravelTime(_ time: Duration?, of client: KVClient<Clerk>) {
        let number = client.machine
        for server in 0..<size { world.network.setLatency(time.map { .constant($0) }, from: number, to: server) }
    }

    // MARK: - Looking inside

    /// What a server reports of itself, in words.
    private static func inspect(in world: World) -> (RaftCluster<Server.Raft>.Server, SimulatedPlatform) -> String {
        { [unowned world] server, platform in
            guard let whole = server.whole as? Server else { return "" }
            return "\(world.visit(whole, on: platform) { $0.inspect() })"
        }
    }

    /// How much a server remembers; nil if it isn't running.
    public func inspect(_ server: Int) -> KeyValueServerState? {
        guard let running = servers.group.running[server], let whole = running.replica.whole as? Server else {
            return nil
        }
        return world.visit(whole, on: running.platform) { $0.inspect() }
    }
}
