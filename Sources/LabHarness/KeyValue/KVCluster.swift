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
    /// What else goes wrong.
    var weather = Weather.fair
    private(set) var history = ClientHistory()
    private var clientCount = 0
    private var historyClients = 0

    /// - Parameters:
    ///   - size: the number of servers.
    ///   - world: the run it belongs to.
    ///   - maxRaftState: what the servers get.
    init(size: Int, world: World, maxRaftState: Int?) {
        self.maxRaftState = maxRaftState
        servers = RaftCluster(size: size, world: world, stage: .persistence) { node, peers, me, _ in
            let server = Server(node: node, peers: peers, me: me, maxRaftState: maxRaftState)
            return (server.raft, server)
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
    public func makeClient() -> KVClient<Server, Clerk> {
        clientCount += 1
        return makeClient(number: clientCount - 1)
    }

    private func makeClient(number: Int) -> KVClient<Server, Clerk> {
        let platform = world.boot(World.firstClientNumber + number, disk: SimulatedDisk())
        let node = Node(platform: platform)
        let order = (0..<size).shuffled(using: &world.random)
        let peers = order.map { Peer(from: node, to: $0, name: World.name(ofMachine: $0)) }
        let clerk = platform.machine.perform { Clerk(node: node, servers: peers) }
        // A machine that restarts is another client: the first may have left an operation open.
        historyClients += 1
        return KVClient(
            number: number, historyNumber: historyClients - 1, clerk: clerk, platform: platform, cluster: self)
    }

    /// Crashes a client's machine, and starts it again with a new clerk.
    public func restart(_ client: KVClient<Server, Clerk>) -> KVClient<Server, Clerk> {
        client.leave()
        return makeClient(number: client.number)
    }

    /// Lets a client reach only some servers, or all again.
    public func setReach(of client: KVClient<Server, Clerk>, to reachable: [Int]) {
        let number = World.firstClientNumber + client.number
        for server in 0..<size {
            let isUp = reachable.contains(server)
            world.network.setLink(from: number, to: server, isUp: isUp)
            world.network.setLink(from: server, to: number, isUp: isUp)
        }
    }

    func begin(_ input: KeyValueModel.Input, by client: Int) -> Int {
        history.begin(input, by: client, at: world.now)
    }

    func end(_ operation: Int, _ output: KeyValueModel.Output) {
        history.end(operation, output, at: world.now)
    }

    // MARK: - Looking inside

    /// How much a server remembers; nil if it isn't running.
    public func inspect(_ server: Int) -> KeyValueServerState? {
        guard let running = servers.servers[server], let whole = running.whole as? Server else { return nil }
        return world.visit(whole, on: running.platform) { $0.inspect() }
    }
}

/// What all clients asked and heard, and when.
struct ClientHistory: Sendable {
    typealias Operation = ClientOperation<KeyValueModel.Input, KeyValueModel.Output>

    private(set) var operations: [Operation] = []
    private var lastTime = -1

    /// - Returns: the operation's place, by which it is ended.
    mutating func begin(_ input: KeyValueModel.Input, by client: Int, at time: VirtualTime) -> Int {
        operations.append(Operation(client: client, input: input, output: nil, call: tick(time), end: nil))
        return operations.count - 1
    }

    mutating func end(_ operation: Int, _ output: KeyValueModel.Output, at time: VirtualTime) {
        operations[operation].output = output
        operations[operation].end = tick(time)
    }

    /// The time in nanoseconds, at least one more than that of the event before. Much may happen at one virtual instant,
    /// but one after the other: who begins when another has its answer begins later.
    private mutating func tick(_ time: VirtualTime) -> Int {
        lastTime = max(lastTime + 1, Int(time.nanoseconds))
        return lastTime
    }
}
