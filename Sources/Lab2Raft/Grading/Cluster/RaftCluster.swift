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

    /// A server that runs: its Raft part, which is watched, and the whole of it, whose life it is. In Lab 2 both are one.
    package struct Server {
        let raft: Raft
        package let whole: any LabActor
        package let platform: SimulatedPlatform
    }

    /// How a server is created on its node.
    package typealias Maker = (Node, [Peer], _ me: Int, @escaping Apply) -> (raft: Raft, whole: any LabActor)

    /// The time within which the paper's and MIT's clusters elect a leader: scenarios measure their pauses by it.
    public let electionTimeout = Duration.seconds(1)

    /// How many servers the cluster has, running or not.
    public let size: Int
    /// The run: its network, its time, its randomness.
    public let world: World

    /// How far the solution is expected to be; nil to hold it to no rule but what the scenario checks.
    let stage: Stage?
    private let make: Maker
    private let inspectService: (Server) -> String
    package let disks: [SimulatedDisk]
    package private(set) var servers: [Server?]
    /// A look into each server that runs.
    private(set) var probes: [RaftProbe?]
    var connected: [Bool]
    /// Randomness of its own for what isn't the scenario's affair, so that neither disturbs the other.
    private var serviceChoices: SeededGenerator
    var trialChoices: SeededGenerator
    /// Who may talk to whom during a partition; nil if there is none.
    var groups: [[Int]]?
    var cutLinks: Set<Link> = []
    private(set) var applied: AppliedLog
    /// Holds the servers to the rules at every step; nil if nothing but the scenario is checked.
    var monitor: SafetyMonitor?
    /// Crashes servers at the worst moments, if a scenario wants it.
    public var nemesis: Nemesis {
        // Watching every step costs something, so a cluster without rules is watched only for a nemesis.
        watchServers()
        return crasher
    }
    let crasher: Nemesis
    private var servicePauses: [Int: Duration] = [:]
    /// The machines whose service is taking an entry right now.
    private var applying: Set<ObjectIdentifier> = []
    /// What each server has sent since its last step.
    var hasSent: [Sent]
    /// Which servers have been started before.
    private var hasLived: [Bool]
    /// When each server last began to handle a request of each other, in virtual seconds.
    var lastHeard: [Int: [Int: Double]] = [:]
    /// The latest request that a server began to handle, and in which step of the simulation.
    var handled: (server: Int, step: Int, request: FalseLeader.Request)?
    /// What servers know on other disks than their own.
    var outside = StateOutsideDisk()
    /// The server that has lost its power in the step which is going on.
    var fallen: (server: Int, probe: RaftProbe)?

    /// Creates a cluster; its servers neither run nor are connected until they are started.
    /// - Parameters:
    ///   - size: the number of servers.
    ///   - world: the run it belongs to.
    ///   - stage: how far the solution is expected to be; nil to hold it to no rule but what the scenario checks.
    ///   - inspectService: what the service above a server reports of itself; nothing if it is the harness's own.
    ///   - make: how a server is created; by default it is a Raft server alone.
    package init(
        size: Int, world: World, stage: Stage?, inspectService: @escaping (Server) -> String = { _ in "" },
        make: @escaping Maker = { node, peers, me, apply in
            let raft = Raft(node: node, peers: peers, me: me, apply: apply)
            return (raft, raft)
        }
    ) {
        self.size = size
        self.stage = stage
        self.make = make
        self.inspectService = inspectService
        self.world = world
        disks = (0..<size).map { _ in SimulatedDisk() }
        servers = Array(repeating: nil, count: size)
        probes = Array(repeating: nil, count: size)
        connected = Array(repeating: false, count: size)
        applied = AppliedLog(servers: size)
        serviceChoices = SeededGenerator(seed: world.seed, purpose: "service")
        trialChoices = SeededGenerator(seed: world.seed, purpose: "trials")
        monitor = stage.map { SafetyMonitor(size: size, stage: $0) }
        crasher = Nemesis(seed: world.seed)
        hasSent = Array(repeating: .nothing, count: size)
        hasLived = Array(repeating: false, count: size)
        if stage != nil { watchServers() }
        for (server, disk) in disks.enumerated() {
            let number = world.addMachine("S\(server)", isServer: true)
            precondition(number == server, "a cluster's servers are the first machines of a run")
            disk.didSave = { [weak self] in self?.serverDidSave(server) }
        }
    }

    // MARK: - Crashes

    /// Starts a server from its disk, if it isn't running, and connects it.
    public func start(_ server: Int) {
        if !isRunning(server) { boot(server) }
        connect(server)
    }

    /// Crashes a server, if it runs, and starts it again from its disk, connected.
    public func restart(_ server: Int) {
        crash(server)
        start(server)
    }

    private func boot(_ server: Int) {
        if hasLived[server] { tryOtherDisks(of: server) }
        let platform = world.boot(server, disk: disks[server])
        applied.serverDidStart(server)
        let booted = makeServer(server, on: platform) { [weak self] message in
            await self?.serviceTakes(message, from: server, platform)
        }
        servers[server] = booted
        let probe = RaftProbe(booted.raft, on: platform, in: world)
        probes[server] = probe
        if monitor?.followsCrashes == true, !outside.knows(server) {
            outside.serverWasBorn(server, probe.state(), service: inspectService(booted))
        }
        // A solution that saves nothing yet is beyond all rules after a crash.
        if hasLived[server], monitor?.followsCrashes == false { monitor = nil }
        look(at: server, probe, isRestart: hasLived[server])
        monitor?.serverDidStart(server, seconds: world.seconds)
        hasLived[server] = true
        world.startLife(of: booted.whole, on: platform)
    }

    /// Before a server restarts: on a disk that says less it must know less.
    private func tryOtherDisks(of server: Int) {
        guard monitor?.followsCrashes == true else { return }
        for sight in outside.disks(of: server) {
            let platform = world.bootForTrial(server, storage: sight.storage)
            defer { platform.machine.crash() }
            let trial = makeServer(server, on: platform) { _ in }
            do throws(LabFailure) {
                try outside.check(
                    platform.name, server, RaftProbe(trial.raft, on: platform, in: world).state(),
                    service: inspectService(trial), against: sight)
            } catch {
                world.fail(error)
            }
        }
    }

    /// Creates a server on a machine, as a start of it does.
    func makeServer(_ server: Int, on platform: SimulatedPlatform, apply: @escaping Apply) -> Server {
        let node = Node(platform: platform)
        let peers = (0..<size).map { Peer(from: node, to: $0, name: world.names[$0]) }
        let (raft, whole) = platform.machine.perform { make(node, peers, server, apply) }
        return Server(raft: raft, whole: whole, platform: platform)
    }

    /// Starts every server that isn't running, and connects all.
    public func startAll() {
        for server in 0..<size { start(server) }
    }

    /// Crashes a server: what it was doing stops, what it had saved stays. Does nothing if it isn't running.
    public func crash(_ server: Int) {
        guard let running = servers[server] else { return }
        servers[server] = nil
        probes[server] = nil
        hasSent[server] = .nothing
        world.crash(running.platform)
        if disks.allSatisfy(\.isNew) {
            world.hint(
                """
                when S\(server) crashed, no server had saved anything on its disk yet: what must survive a crash \
                (Figure 2, persistent state) goes there with node.disk.save, before anybody hears of it (Lab 2C).
                """)
        }
    }

    /// Crashes a server, and starts it again after a while.
    func crash(_ server: Int, for outage: Duration) {
        crash(server)
        world.after(outage) { [weak self] in self?.start(server) }
    }

    /// The power may fail right after a save, in the middle of a step. What the server does then nobody sees.
    private func serverDidSave(_ server: Int) {
        // Who is just being created has told nobody anything yet.
        guard isRunning(server), let outage = crasher.serverDidSave(server) else { return }
        fallen = probes[server].map { (server, $0) }
        crash(server, for: outage)
    }

    /// The servers that run.
    public var runningServers: [Int] { (0..<size).filter { isRunning($0) } }

    /// Whether a server runs.
    public func isRunning(_ server: Int) -> Bool { servers[server] != nil }

    /// The service above Raft: takes an entry, and sometimes takes its time.
    private func serviceTakes(_ message: ApplyMessage, from server: Int, _ platform: SimulatedPlatform) async {
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
        guard let longest = world.options.applyPause, serviceChoices.chance(0.25) else { return }
        let pause = Duration.nanoseconds(serviceChoices.nanoseconds(in: .zero...longest))
        try? await machine.sleep(until: machine.localTime + pause)
    }

    /// After how many entries the service takes a snapshot (Lab 3B); nil if it takes none.
    public var snapshotInterval: Int? {
        didSet { applied.hasSnapshots = snapshotInterval != nil }
    }

    private func takeSnapshot(after message: ApplyMessage, on server: Int, _ platform: SimulatedPlatform) async {
        guard let snapshotInterval, case .command(let index, _, _) = message, index % snapshotInterval == 0,
            let running = servers[server], running.platform === platform
        else { return }
        await running.raft.snapshot(upTo: index, state: applied.state(at: index))
    }

    /// Makes the service above a server take so long for each entry; nil for as long as the seed says.
    public func setServicePause(_ pause: Duration?, of server: Int) {
        servicePauses[server] = pause
    }

    private func didApply(_ message: ApplyMessage, on server: Int, _ platform: SimulatedPlatform) {
        guard platform.machine.isOnRunThread(), servers[server]?.platform === platform else { return }
        let detail = AppliedDetail(message)
        world.simulator.trace.record(.applied, subject: server, fingerprint: detail.fingerprint, detail: detail)
        do throws(LabFailure) {
            guard !applying.contains(ObjectIdentifier(platform)) else {
                throw LabFailure(
                    .applyOrder, nodes: [server], section: "5.3",
                    message: """
                        S\(server) called apply with \(AppliedDetail(message).describe(.applied)) while the service was still busy with the entry \
                        before.
                        """,
                    question: """
                        Commands are applied one after the other: is each call of apply awaited before the next, and does \
                        only one task call it?
                        """)
            }
            try applied.apply(message, on: server)
            if case .command(let index, let term, let bytes) = message {
                try monitor?.didApply(bytes, index: index, term: term, by: server)
            }
        } catch {
            world.fail(error)
        }
    }

    // MARK: - Asking servers

    /// Hands a command to a server's `start`.
    /// - Returns: its answer; nil if the server isn't running.
    public func submit(_ command: String, to server: Int) -> Submission? {
        guard let running = servers[server], let probe = probes[server] else { return nil }
        let bytes = Array(command.utf8)
        let submission = world.visit(running.raft, on: running.platform) { $0.start(bytes) }
        guard running.platform.machine.isRunning else {
            stepWithoutPowerIsOver()
            // Nobody hears of the answer, but the entry may be on the disk, and a later life may commit it.
            check { (monitor) throws(LabFailure) in
                try monitor.didSubmit(bytes, to: server, submission)
            }
            return nil
        }
        // First what it did, then what it said: who appends without leading promises other places, too.
        look(at: server, probe)
        check { (monitor) throws(LabFailure) in
            try monitor.didSubmit(bytes, to: server, submission)
        }
        return submission
    }

    /// A server's term and whether it believes it leads; nil if it isn't running.
    public func status(of server: Int) -> (term: Int, isLeader: Bool)? {
        guard let running = servers[server] else { return nil }
        let status = world.visit(running.raft, on: running.platform) { $0.status() }
        if monitor != nil, let state = inspect(server) { expectTruth(of: server, status, state) }
        return status
    }

    /// A look inside a server; nil if it isn't running.
    public func inspect(_ server: Int) -> RaftState? {
        probes[server]?.state()
    }

    /// The bytes of Raft's state on a server's disk.
    public func raftStateSize(of server: Int) -> Int { disks[server].size(of: \.raftState) }

    /// The bytes of the snapshot on a server's disk.
    public func snapshotSize(of server: Int) -> Int { disks[server].size(of: \.snapshot) }

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
    public var commitCount: Int { monitor?.cluster.committed.count ?? 0 }

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

// These would be types of their own for each solution, and be looked up at every step, if they were part of the class.

/// What a server has sent.
enum Sent: Int, Comparable {
    case nothing, request, reply

    static func < (left: Sent, right: Sent) -> Bool { left.rawValue < right.rawValue }
}

/// One direction between two servers.
struct Link: Hashable {
    let from: Int
    let to: Int
}
