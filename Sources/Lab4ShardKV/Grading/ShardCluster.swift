import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit

/// A sharded key/value service under test: a shard master, groups of servers, and clients.
///
/// ```swift
/// func testJoinLeave() {
///     shardKV(Lab4.self, points: 5) { cluster in
///         try await cluster.join(100)
///         let client = cluster.makeClient()
///         try await client.put("x", "1")
///         try await cluster.join(101)
///         try await client.expect("1", at: "x")
///     }
/// }
/// ```
/// What all clients asked and heard is recorded; when the scenario is over, it must be linearizable. Whatever a scenario
/// does, configurations and groups are held to the rules at every step.
public final class ShardCluster<Solution: ShardedSolution>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// The shard master's server under test.
    public typealias Master = Solution.Master
    /// The shard master's clerk under test.
    public typealias MasterClerk = Solution.MasterClerk
    /// The groups' server under test.
    public typealias Server = Solution.Server
    /// The clients' clerk under test.
    public typealias Clerk = Solution.Clerk

    /// The shard master.
    public let master: MasterCluster<Master, MasterClerk>
    /// The numbers of the groups: 100, 101 and so on. Which of them have joined is the scenario's affair.
    public let groupNumbers: [Int]
    /// What `maxRaftState` the servers were created with.
    public let maxRaftState: Int?
    let clients: KVClients<Clerk>
    /// Asks for what the scenario wants of the shard master.
    let administrator: Administrator<MasterClerk>
    let groups: [Int: ReplicaGroup<Server>]
    let directory: Directory
    private var raftRules: [RaftRules] = []
    var rules = ShardRules()
    /// Whether the servers are held to the rules at every step.
    var isWatched = true
    /// Told of a shard that a group has begun to serve.
    var didArrive: ((_ shard: Int, _ group: Int) -> Void)?

    /// The first group is called so; the others count on.
    static var firstGroup: Int { 100 }

    /// - Parameters:
    ///   - groups: how many groups there are.
    ///   - size: how many servers each has.
    ///   - shards: how many shards there are.
    ///   - maxRaftState: what the servers get.
    ///   - world: the run it belongs to.
    init(groups count: Int, size: Int, shards: Int, maxRaftState: Int?, world: World) {
        self.maxRaftState = maxRaftState
        let master = MasterCluster<Master, MasterClerk>(size: 3, shards: shards, world: world)
        self.master = master
        let groupNumbers = (0..<count).map { Self.firstGroup + $0 }
        self.groupNumbers = groupNumbers
        let directory = Directory(world: world)
        self.directory = directory
        groups = Dictionary(
            uniqueKeysWithValues: groupNumbers.map { group in
                let names = (0..<size).map { "S\(group).\($0)" }
                let servers = ReplicaGroup(names: names, world: world) { node, peers, me, platform in
                    Server(
                        node: node, peers: peers, me: me, maxRaftState: maxRaftState, group: group,
                        masters: master.peers(of: node, isTrial: platform.isTrial),
                        connect: directory.connect(from: node))
                }
                return (group, servers)
            })
        for group in groupNumbers {
            for number in groups[group]!.numbers { directory.addresses[world.names[number]] = number }
        }
        clients = KVClients(world: world) { node in
            Clerk(node: node, masters: master.peers(of: node), connect: directory.connect(from: node))
        }
        clients.questionOfValues = """
            Was a command executed twice, or not at all? And when its shard moved: did all the data and the duplicate table \
            come along, as they were when the group that had them stopped serving the shard?
            """
        clients.questionOfOrder = """
            Whose was the key's shard at that time, and where did it come from? Did a group serve it after it had stopped to, \
            or before all of it was there; did data or duplicate table stay behind, or arrive twice? If the shard didn't move: \
            was a read answered by a deposed leader, or a write executed twice?
            """
        administrator = master.makeAdministrator()
    }

    /// Begins to hold the servers to the rules, Raft's and Lab 4's.
    func watch() {
        master.watch()
        for group in groupNumbers {
            raftRules.append(self[group].followRaftRules { "\($0.inspect())" })
            self[group].observeSteps(by: SenderWatch(in: world) { [weak self] in self?.didSend($0, of: group) })
        }
    }

    /// Starts all servers.
    func startAll() {
        master.servers.startAll()
        for group in groupNumbers { self[group].startAll() }
        watchClients()
    }

    /// The run: its network, its time, its randomness.
    public var world: World { master.world }

    /// The servers of a group.
    public subscript(group: Int) -> ReplicaGroup<Server> { groups[group]! }

    /// A new client on a machine of its own.
    public func makeClient() -> KVClient<Clerk> { clients.make() }

    /// New clients whose shard master is another one, by which all shards belong to the first group.
    func misledClients(_ count: Int) async throws -> [KVClient<Clerk>] {
        let other = MasterCluster<Master, MasterClerk>(
            size: 3, shards: ShardConfig.shardCount, world: world, letter: "N", administratorsLetter: "B")
        other.servers.startAll()
        try await other.makeClerk().clerk.join(names(of: [groupNumbers[0]]))
        return (0..<count).map { _ in
            clients.make { Clerk(node: $0, masters: other.peers(of: $0), connect: self.directory.connect(from: $0)) }
        }
    }

    /// Lets virtual time pass.
    public func sleep(for duration: Duration) async throws {
        try await world.sleep(for: duration)
    }

    /// A number from 0 up to, but not including, `bound`, from the test's own sequence.
    public func random(below bound: Int) -> Int {
        Int(world.random.next(below: UInt64(bound)))
    }

    // MARK: - Configurations

    /// Lets groups join.
    public func join(_ groups: Int...) async throws { try await join(groups) }

    /// Lets groups join.
    public func join(_ groups: [Int]) async throws {
        try await administrator.join(names(of: groups))
    }

    /// Lets groups leave.
    public func leave(_ groups: Int...) async throws {
        try await leave(groups)
    }

    /// Lets groups leave.
    public func leave(_ groups: [Int]) async throws {
        try await administrator.leave(groups)
    }

    /// What stands in a configuration about groups.
    func names(of groups: [Int]) -> [Int: [String]] {
        Dictionary(uniqueKeysWithValues: groups.map { ($0, self[$0].names) })
    }

    /// A number that changes whenever there is a new configuration, or a group gets on.
    var progress: Int { rules.progress + master.configurations.log.latest.number }

    /// The latest configuration that a group was seen in.
    func reached(by group: Int) -> Int { rules.reached(by: group) }

    // MARK: - The network

    /// Cuts or mends all links from some machines to others, in this direction only.
    public func setLinks(from senders: [Int], to receivers: [Int], areUp: Bool) {
        for sender in senders {
            for receiver in receivers where receiver != sender {
                world.network.setLink(from: sender, to: receiver, isUp: areUp)
            }
        }
    }

    /// Makes messages from some machines to others take so long; nil for as long as usual.
    public func setLatency(_ latency: Duration?, from senders: [Int], to receivers: [Int]) {
        for sender in senders {
            for receiver in receivers {
                world.network.setLatency(latency.map { .constant($0) }, from: sender, to: receiver)
            }
        }
    }

    /// The numbers of the machines of some groups.
    public func machines(of groups: [Int]) -> [Int] { groups.flatMap { self[$0].numbers } }

    // MARK: - Rules

    /// A server has sent something in the step that is over, so what it has by now counts.
    private func didSend(_ server: Int, of group: Int) {
        guard let state = self[group].look(at: server, { $0.inspect() }) else { return }
        let (number, name) = (self[group].numbers[server], self[group].names[server])
        do throws(LabFailure) {
            let new = try rules.look(at: number, name, of: group, state, &master.configurations.log)
            for shard in new { didArrive?(shard, group) }
        } catch {
            world.fail(error)
        }
    }
}
