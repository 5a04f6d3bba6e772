import Harness
import KeyValueClients
import LabKit
import LabRPC
import Simulation

/// Servers of a Paxos store under test, with clients, and proposers that the test plays itself.
///
/// ```swift
/// func testADuel() {
///     paxos(PaxosServer.self, Clerk.self, points: 5) { cluster in
///         let x = Instance(key: "x", version: 1)
///         let accepts = cluster.messages.hold(.requests(Accept.self, from: [0]))
///         let first = cluster.propose("100", at: x, by: 0)
///         …
///         try await cluster.expect(first, "200")
///     }
/// }
/// ```
/// Every message is held to the rules of Paxos, and every acceptor that it shows something of.
public final class PaxosCluster<Server: PaxosPeer, Clerk: PaxosClerk>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// How long a message takes, unless a scenario says otherwise. A round trip is 10 ms, exactly.
    static var latency: Duration { .milliseconds(5) }

    package let world: World
    /// The servers: who runs, and their disks.
    public let servers: ReplicaGroup<Server>
    let clients: KVClients<Clerk>
    var rules: PaxosRules
    /// Whether any acceptor has promised or accepted anything.
    var isBegun = false
    /// Decides when a disk is read.
    var trialChoices: SeededGenerator

    private var proposals = 0
    var scripts = 0

    package init(_ setup: Setup, in world: World) {
        self.world = world
        let (size, make) = (setup.servers, setup.make)
        let names = (0..<size).map { "S\($0)" }
        servers = ReplicaGroup(names: names, world: world) { node, peers, me, _ in make(node, peers, me) }
        rules = PaxosRules(servers: size)
        trialChoices = SeededGenerator(seed: world.seed, purpose: "trials")
        clients = KVClients(world: world) { node in
            let order = (0..<size).shuffled(using: &world.random)
            return Clerk(node: node, servers: order.map { Peer(from: node, to: $0, name: names[$0]) })
        }
        if setup.hasWeather {
            world.begin(oneOf: [.fair, .duplicates, .reordering, .crashes(0.01)], isTimed: false)
        } else {
            world.setLatency(Self.latency...Self.latency)
        }
        clients.sectionOfOrder = nil
        clients.questionOfValues = """
            A key holds what its newest version does. Was a write taken for done that has no version, or done in two, or was a \
            version passed over?
            """
        clients.questionOfOrder = """
            A read may return nothing only if a majority has accepted nothing, and a value only if it is chosen: did a read \
            return a vote that it hadn't finished, or a write count as done because another had written the same?
            """
    }

    /// Single messages, for scenarios that pick them.
    public var messages: MessageControl { world.messages }

    /// A number from 0 up to, but not including, `bound`.
    public func random(below bound: Int) -> Int { Int(world.random.next(below: UInt64(bound))) }

    /// Seconds of virtual time since the run began.
    public var seconds: Double { world.seconds }

    /// Lets virtual time pass, in round trips.
    public func pass(_ roundTrips: Double) async throws {
        try await world.sleep(for: Self.latency * 2 * roundTrips)
    }

    // MARK: - Servers

    /// How many servers there are.
    public var size: Int { servers.size }

    /// Crashes a server: what it was doing stops, what it had saved stays. Does nothing if it isn't running.
    public func crash(_ server: Int) { servers.crash(server) }

    /// Starts a server from its disk, if it isn't running.
    public func start(_ server: Int) { servers.start(server) }

    /// What a running server's acceptor knows of an instance; nil if it isn't running.
    public func inspect(_ server: Int, _ instance: Instance) -> AcceptorState? {
        servers.look(at: server) { $0.inspect(instance) }
    }

    // MARK: - Proposals

    /// A value that nobody else writes.
    public func value(_ content: String) -> PaxosValue {
        proposals += 1
        return PaxosValue(id: RequestID(client: 0, sequence: proposals), content: content)
    }

    /// Has a server propose a value that nobody else writes.
    public func propose(_ content: String, at instance: Instance, by server: Int) -> Proposal {
        let value = value(content)
        return begin(at: instance, by: server) { try await $0.propose(value, at: instance) }
    }

    /// Has a server read.
    public func read(_ instance: Instance, by server: Int) -> Proposal {
        begin(at: instance, by: server) { try await $0.read(instance) }
    }

    private func begin(
        at instance: Instance, by server: Int, _ body: @escaping @Sendable (Server) async throws -> PaxosValue?
    ) -> Proposal {
        let proposal = Proposal(at: instance, by: server)
        guard let running = servers.running[server] else { return proposal }
        let earlier = rules.chosen.value(at: instance)
        running.platform.machine.spawn(on: running.replica) {
            guard let value = try? await body(running.replica) else {
                // Nothing was returned, or the machine has crashed.
                if running.platform.machine.isRunning, !Task.isCancelled { self.didReturn(nil, proposal, earlier) }
                return
            }
            self.didReturn(value, proposal, earlier)
        }
        return proposal
    }

    private func didReturn(_ value: PaxosValue?, _ proposal: Proposal, _ earlier: PaxosValue?) {
        proposal.end(value, at: world.seconds)
        do throws(LabFailure) {
            try checkReturned(value, at: proposal.instance, by: proposal.server, chosenBefore: earlier)
        } catch {
            world.fail(error)
        }
    }
}
