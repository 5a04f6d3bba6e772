import Harness
import LabKit
import LabRPC
import Simulation

/// A cluster of Raft servers under test: what a scenario does to it, and what it can see of it.
///
/// ```swift
/// func testLeaderSurvives() {
///     raft(Raft.self, servers: 3, points: 5) { cluster in
///         let leader = try await cluster.checkOneLeader()
///         cluster.disconnect(leader)
///         try await cluster.checkOneLeader()
///     }
/// }
/// ```
/// Everything happens in virtual time, on one thread: a scenario's tasks interleave only where they `await`.
public final class RaftCluster<Raft: RaftPeer>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// A server: its Raft part, which is watched, and the whole of it, whose life it is. In Lab 2 both are one.
    package struct Server: Sendable {
        let raft: Raft
        package let whole: any LabActor

        /// - Parameters:
        ///   - raft: its Raft part.
        ///   - whole: the whole of it.
        package init(raft: Raft, whole: any LabActor) {
            self.raft = raft
            self.whole = whole
        }
    }

    /// How a server is created on its node, and what takes its entries.
    package typealias Maker = (Node, [Peer], _ me: Int, @escaping Apply) -> Server

    /// The time within which the paper's and MIT's clusters elect a leader: scenarios measure their pauses by it.
    public let electionTimeout = Duration.seconds(1)

    /// The run: its network, its time, its randomness.
    public let world: World
    /// The servers' lives and disks.
    package let group: ReplicaGroup<Server>
    /// Holds the servers to the rules at every step.
    let rules: RaftRules
    /// How far the solution is expected to be; nil to hold it to no rule but what the scenario checks.
    let stage: Stage?
    var connected: [Bool]
    /// Who may talk to whom during a partition; nil if there is none.
    var groups: [[Int]]?
    var cutLinks: Set<Link> = []
    var applied: AppliedLog
    /// Randomness of its own for what isn't the scenario's affair, so that neither disturbs the other.
    private var serviceChoices: SeededGenerator
    private var servicePauses: [Int: Duration] = [:]
    /// The machines whose service is taking an entry right now.
    private var applying: Set<ObjectIdentifier> = []

    /// Creates a cluster; its servers neither run nor are connected until they are started.
    /// - Parameters:
    ///   - size: the number of servers.
    ///   - world: the run it belongs to.
    ///   - stage: how far the solution is expected to be; nil to hold it to no rule but what the scenario checks.
    ///   - inspectService: what the service above a server reports of itself; nothing if it is the harness's own.
    ///   - make: how a server is created; by default it is a Raft server alone.
    package init(
        size: Int, world: World, stage: Stage?,
        inspectService: @escaping (Server, SimulatedPlatform) -> String = { _, _ in "" },
        make: @escaping Maker = { node, peers, me, apply in
            let raft = Raft(node: node, peers: peers, me: me, apply: apply)
            return Server(raft: raft, whole: raft)
        }
    ) {
        self.stage = stage
        self.world = world
        connected = Array(repeating: false, count: size)
        applied = AppliedLog(servers: size)
        serviceChoices = SeededGenerator(seed: world.seed, purpose: "service")
        let service = Service()
        group = ReplicaGroup(names: (0..<size).map { "S\($0)" }, world: world, life: \.whole) {
            node, peers, me, platform in
            make(node, peers, me) { await service.cluster?.serviceTakes($0, from: me, platform) }
        }
        precondition(group.numbers.first == 0, "a cluster's servers are the first machines of a run")
        rules = RaftRules(of: group, stage: stage) { server, platform in
            RaftProbe(server.raft, on: platform, in: world) { inspectService(server, platform) }
        }
        service.cluster = self
        group.observeLives(by: self)
    }

    /// Finds the cluster, which has its service and is created after it.
    private final class Service: @unchecked Sendable {
        // @unchecked: used on the run's thread only.
        weak var cluster: RaftCluster?
    }

    // MARK: - Crashes

    /// How many servers the cluster has, running or not.
    public var size: Int { group.size }

    /// Crashes servers at the worst moments, if a scenario wants it.
    public var nemesis: Nemesis { world.nemesis }

    /// Starts a server from its disk, if it isn't running, and connects it.
    public func start(_ server: Int) {
        group.start(server)
        connect(server)
    }

    /// Crashes a server, if it runs, and starts it again from its disk, connected.
    public func restart(_ server: Int) {
        crash(server)
        start(server)
    }

    /// Starts every server that isn't running, and connects all.
    public func startAll() {
        for server in 0..<size { start(server) }
    }

    /// Crashes a server: what it was doing stops, what it had saved stays. Does nothing if it isn't running.
    public func crash(_ server: Int) { group.crash(server) }

    /// The servers that run.
    public var runningServers: [Int] { group.runningServers }

    /// Whether a server runs.
    public func isRunning(_ server: Int) -> Bool { group.isRunning(server) }

    /// The service above Raft: takes an entry, and sometimes takes its time.
    private func serviceTakes(_ message: ApplyMessage, from server: Int, _ platform: SimulatedPlatform) async {
        // Nobody hears of what is only tried.
        guard !platform.isTrial else { return }
        didApply(message, on: server, platform)
        applying.insert(ObjectIdentifier(platform))
        defer { applying.remove(ObjectIdentifier(platform)) }
        let machine = platform.machine
        // A slow one is not done before its pause is over, and by then Raft may have got a newer snapshot.
        if let pause = servicePauses[server] {
            try? await machine.sleep(until: machine.localTime + pause)
            return await takeSnapshot(after: message, on: server, platform)
        }
        await takeSnapshot(after: message, on: server, platform)
        guard let longest = world.faults.applyPause, serviceChoices.chance(0.25) else { return }
        let pause = Duration.nanoseconds(serviceChoices.nanoseconds(in: .zero...longest))
        try? await machine.sleep(until: machine.localTime + pause)
    }

    /// After how many entries the service takes a snapshot (Lab 3B); nil if it takes none.
    public var snapshotInterval: Int? {
        didSet {
            applied.hasSnapshots = snapshotInterval != nil
            if oldValue == nil, snapshotInterval != nil { watchSnapshots() }
        }
    }

    private func takeSnapshot(after message: ApplyMessage, on server: Int, _ platform: SimulatedPlatform) async {
        guard let snapshotInterval, case .command(let index, _, _) = message, index % snapshotInterval == 0,
            let running = group.running[server], running.platform === platform
        else { return }
        await running.replica.raft.snapshot(upTo: index, state: applied.state(at: index))
    }

    /// Makes the service above a server take so long for each entry; nil for as long as the seed says.
    public func setServicePause(_ pause: Duration?, of server: Int) {
        servicePauses[server] = pause
    }

    private func didApply(_ message: ApplyMessage, on server: Int, _ platform: SimulatedPlatform) {
        guard platform.machine.isOnRunThread(), group.running[server]?.platform === platform else { return }
        let detail = AppliedDetail(message)
        world.simulator.trace.record(.applied, subject: server, fingerprint: detail.fingerprint, detail: detail)
        do throws(LabFailure) {
            guard !applying.contains(ObjectIdentifier(platform)) else {
                throw LabFailure(
                    .applyOrder, nodes: [server], section: "5.3",
                    message: """
                        S\(server) called apply with \(AppliedDetail(message).describe(.applied)) while the service \
                        was still busy with the entry before.
                        """,
                    question: """
                        Commands are applied one after the other: is each call of apply awaited before the next, and does \
                        only one task call it?
                        """)
            }
            try applied.apply(message, on: server)
            if case .command(let index, let term, let bytes) = message {
                try rules.didApply(bytes, index: index, term: term, by: server)
            }
        } catch {
            world.fail(error)
        }
    }

    // MARK: - Asking servers

    /// Hands a command to a server's `start`.
    /// - Returns: its answer; nil if the server isn't running.
    public func submit(_ command: String, to server: Int) -> Submission? {
        guard let running = group.running[server] else { return nil }
        let bytes = Array(command.utf8)
        let submission = world.visit(running.replica.raft, on: running.platform) { $0.start(bytes) }
        rules.didSubmit(bytes, to: server, submission)
        // If the power failed meanwhile, nobody hears of the answer.
        return running.platform.machine.isRunning ? submission : nil
    }

    /// A server's term and whether it believes it leads; nil if it isn't running.
    public func status(of server: Int) -> (term: Int, isLeader: Bool)? {
        guard let running = group.running[server] else { return nil }
        let status = world.visit(running.replica.raft, on: running.platform) { $0.status() }
        if rules.areChecked, let state = inspect(server) { expectTruth(of: server, status, state) }
        return status
    }

    /// A look inside a server; nil if it isn't running.
    public func inspect(_ server: Int) -> RaftState? {
        rules.probes[server]?.state()
    }

    /// The bytes of Raft's state on a server's disk.
    public func raftStateSize(of server: Int) -> Int { group.raftStateSize(of: server) }

    /// The bytes of the snapshot on a server's disk.
    public func snapshotSize(of server: Int) -> Int { group.snapshotSize(of: server) }

    // MARK: - What was applied

    /// The command at an index, once any server has applied it.
    public func command(at index: Int) -> String? {
        applied.command(at: index).map { String(decoding: $0, as: UTF8.self) }
    }

    /// How many servers have applied an index, running or not.
    public func committedCount(at index: Int) -> Int { applied.count(at: index) }

    /// The last index that a server has handed to its service since it started; what a snapshot stands for counts.
    public func lastApplied(on server: Int) -> Int { applied.lastIndex(on: server) }

    /// The highest index that any server applied.
    public var lastApplied: Int { applied.lastIndex }

    /// How many entries are known to be committed, by what the servers report.
    public var commitCount: Int { rules.commitCount }

    /// Lets virtual time pass.
    public func sleep(for duration: Duration) async throws {
        try await world.sleep(for: duration)
    }

    /// A number from 0 up to, but not including, `bound`, from the test's own sequence.
    public func random(below bound: Int) -> Int {
        Int(world.random.next(below: UInt64(bound)))
    }

    /// True with the given probability, from 0 (never) to 1 (always), by the test's own randomness.
    public func chance(_ probability: Double) -> Bool {
        world.random.chance(probability)
    }
}

// It would be a type of its own for each solution, and be looked up at every step, if it were part of the class.

/// One direction between two servers.
struct Link: Hashable {
    let from: Int
    let to: Int
}
