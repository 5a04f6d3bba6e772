import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit

/// A shard master under test, with its administrators.
///
/// ```swift
/// func testBasic() {
///     shardMaster(ShardMaster.self, Clerk.self, points: 5) { cluster in
///         let administrator = cluster.makeAdministrator()
///         try await administrator.join([1: ["x", "y", "z"]])
///         try await cluster.expectGroups([1], by: administrator)
///     }
/// }
/// ```
/// Whatever a scenario does, every configuration that a server has or answers is held to the rules: one sequence, each the
/// work of one request, even, and with as few moves as possible.
public final class MasterCluster<Master: ShardMasterServer, Clerk: ShardMasterClerk>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// The shard master's servers.
    public let servers: ReplicaGroup<Master>
    /// The run: its network, its time, its randomness.
    public let world: World
    package let configurations: Configurations
    private var raftRules: RaftRules?
    private let administratorsLetter: String
    private var administrators = 0
    /// How many configurations each server was last seen to have: most looks find nothing new.
    private var seen: [Int: Int] = [:]

    /// - Parameters:
    ///   - size: how many servers the shard master has.
    ///   - shards: how many shards there are.
    ///   - world: the run it belongs to.
    ///   - letter: how the names of its servers begin.
    ///   - administratorsLetter: how the names of its administrators begin.
    package init(size: Int, shards: Int, world: World, letter: String = "M", administratorsLetter: String = "A") {
        self.administratorsLetter = administratorsLetter
        self.world = world
        configurations = Configurations(shards: shards)
        servers = ReplicaGroup(names: (0..<size).map { "\(letter)\($0)" }, world: world) { node, peers, me, _ in
            Master(node: node, peers: peers, me: me, shards: shards)
        }
    }

    /// Begins to hold the servers to the rules, Raft's and its own.
    package func watch() {
        configurations.areWatched = true
        raftRules = servers.followRaftRules { "\($0.inspect())" }
        servers.observeSteps(by: SenderWatch(in: world) { [weak self] in self?.didSend($0) })
    }

    /// Lets virtual time pass.
    public func sleep(for duration: Duration) async throws {
        try await world.sleep(for: duration)
    }

    // MARK: - Administrators

    /// A new administrator on a machine of its own.
    public func makeAdministrator() -> Administrator<Clerk> {
        let (machine, clerk) = makeClerk()
        return Administrator(machine: machine, clerk: clerk, configurations: configurations)
    }

    /// A clerk on a machine of its own; what it asks and hears is nobody's affair.
    package func makeClerk() -> (machine: Int, clerk: Clerk) {
        let number = world.addMachine("\(administratorsLetter)\(administrators)", isServer: false)
        administrators += 1
        let platform = world.boot(number, disk: SimulatedDisk())
        let node = Node(platform: platform)
        return (number, platform.machine.perform { Clerk(node: node, servers: peers(of: node)) })
    }

    /// The servers as a node sees them, in an order of its own.
    /// - Parameter isTrial: whether the node is only tried, and so may take none of the scenario's randomness.
    package func peers(of node: Node, isTrial: Bool = false) -> [Peer] {
        let numbers = isTrial ? servers.numbers : servers.numbers.shuffled(using: &world.random)
        return numbers.map { Peer(from: node, to: $0, name: world.names[$0]) }
    }

    /// Lets an administrator reach only some servers, or all again.
    public func setReach(of administrator: Administrator<Clerk>, to reachable: [Int]) {
        for (server, number) in servers.numbers.enumerated() {
            let isUp = reachable.contains(server)
            world.network.setLink(from: administrator.machine, to: number, isUp: isUp)
            world.network.setLink(from: number, to: administrator.machine, isUp: isUp)
        }
    }

    /// Cuts a server off from the others, but not from administrators, or connects it again.
    public func setLinks(of server: Int, areUp: Bool) {
        for number in servers.numbers where number != servers.numbers[server] {
            world.network.setLink(from: servers.numbers[server], to: number, isUp: areUp)
            world.network.setLink(from: number, to: servers.numbers[server], isUp: areUp)
        }
    }

    // MARK: - Rules

    /// A server has sent something in the step that is over, so what it has by now counts.
    private func didSend(_ server: Int) {
        do throws(LabFailure) {
            try look(at: server)
        } catch {
            world.fail(error)
        }
    }

    /// Takes note of the configurations that a server has.
    private func look(at server: Int) throws(LabFailure) {
        guard let state = servers.look(at: server, { $0.inspect() }) else { return }
        guard state.configurations.count != seen.updateValue(state.configurations.count, forKey: server) else { return }
        let number = servers.numbers[server]
        guard !state.configurations.isEmpty else {
            throw LabFailure(
                .misuse, nodes: [number],
                message: """
                    \(world.names[number])'s inspect() reports no configuration; let it report all that the server has, \
                    from number 0 on, which has no groups.
                    """,
                question: "What does a new server answer to query(0)?")
        }
        for (place, config) in state.configurations.enumerated() {
            guard config.number == place else {
                throw LabFailure(
                    .configurationsDiffer, nodes: [number], index: place,
                    message: """
                        \(world.names[number]) has number \(config.number) at place \(place) of its configurations; \
                        they are numbered 0, 1, 2 and so on.
                        """,
                    question: "Does each join, leave and move add one configuration at the end, with the next number?")
            }
            try configurations.log.record(config, seenAt: [number], by: world.names[number])
        }
    }

    // MARK: - Liveness

    /// Ends every fault, starts all servers, and waits until a query is answered.
    /// - Throws: `notRecovered`.
    package func recover() async throws {
        endFaults()
        let administrator = makeAdministrator()
        guard try await !world.ends(within: .seconds(10), { try await administrator.query() }) else { return }
        throw LabFailure(
            .notRecovered, nodes: servers.numbers, section: "8",
            message: """
                all faults of the scenario have ended, all servers of the shard master run and can talk, but a query had no \
                answer in 10 seconds.
                """,
            question:
                "Does the clerk go on to the next server when one doesn't answer, and does a leader answer what it commits?"
        )
    }

    package func endFaults() {
        world.endFaults(among: servers.numbers)
        servers.startAll()
    }
}
