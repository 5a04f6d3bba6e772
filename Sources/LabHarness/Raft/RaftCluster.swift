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

    private struct Link: Hashable {
        let from: Int
        let to: Int
    }

    private struct Server {
        let raft: Raft
        let platform: SimulatedPlatform
    }

    /// The time within which the paper's and MIT's clusters elect a leader: scenarios measure their pauses by it.
    public let electionTimeout = Duration.seconds(1)

    /// How many servers the cluster has, running or not.
    public let size: Int
    /// The run: its network, its time, its randomness.
    public let world: World

    private let disks: [SimulatedDisk]
    private var servers: [Server?]
    private var connected: [Bool]
    /// Who may talk to whom during a partition; nil if there is none.
    private var groups: [[Int]]?
    private var cutLinks: Set<Link> = []
    private(set) var applied: AppliedLog

    /// Creates a cluster; its servers neither run nor are connected until they are started.
    /// - Parameters:
    ///   - size: the number of servers.
    ///   - world: the run it belongs to.
    init(size: Int, world: World) {
        self.size = size
        self.world = world
        disks = (0..<size).map { _ in SimulatedDisk() }
        servers = Array(repeating: nil, count: size)
        connected = Array(repeating: false, count: size)
        applied = AppliedLog(servers: size)
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
        let platform = world.boot(server, disk: disks[server])
        let node = Node(platform: platform)
        let peers = (0..<size).map { Peer(from: node, to: $0, name: "S\($0)") }
        applied.serverDidStart(server)
        let raft = platform.machine.perform {
            Raft(node: node, peers: peers, me: server) { [weak self] message in
                self?.didApply(message, on: server, platform)
            }
        }
        servers[server] = Server(raft: raft, platform: platform)
        world.startLife(of: raft, on: platform)
    }

    /// Starts every server that isn't running, and connects all.
    public func startAll() {
        for server in 0..<size { start(server) }
    }

    /// Crashes a server: what it was doing stops, what it had saved stays. Does nothing if it isn't running.
    public func crash(_ server: Int) {
        disconnect(server)
        guard let running = servers[server] else { return }
        servers[server] = nil
        world.crash(running.platform)
        if disks.allSatisfy(\.isNew) {
            world.hint(
                """
                when S\(server) crashed, no server had saved anything on its disk yet: what must survive a crash \
                (Figure 2, persistent state) goes there with node.disk.save, before anybody hears of it (Lab 2C).
                """)
        }
    }

    /// The servers that run.
    public var runningServers: [Int] { (0..<size).filter { isRunning($0) } }

    /// Whether a server runs.
    public func isRunning(_ server: Int) -> Bool { servers[server] != nil }

    private func didApply(_ message: ApplyMessage, on server: Int, _ platform: SimulatedPlatform) {
        guard platform.machine.isOnRunThread(), servers[server]?.platform === platform else { return }
        let detail = AppliedDetail(message)
        world.simulator.trace.record(.applied, subject: server, fingerprint: detail.fingerprint, detail: detail)
        do throws(LabFailure) {
            try applied.apply(message, on: server)
        } catch {
            world.fail(error)
        }
    }

    // MARK: - The network

    /// Cuts a server off from all others, itself included, in both directions.
    public func disconnect(_ server: Int) {
        if isConnected(server) { world.simulator.trace.record(.cutOff, subject: server) }
        connected[server] = false
        updateLinks()
    }

    /// Connects a server with all others that are connected.
    public func connect(_ server: Int) {
        if !isConnected(server) { world.simulator.trace.record(.connected, subject: server) }
        connected[server] = true
        updateLinks()
    }

    /// Whether a server is connected (and so running, unless a scenario says otherwise).
    public func isConnected(_ server: Int) -> Bool { connected[server] }

    /// How many servers are connected.
    public var connectedCount: Int { connected.count { $0 } }

    /// Lets servers talk only within a group until `heal()`, whatever crashes, restarts or is connected meanwhile. A
    /// server in no group is alone; one in two groups is a bridge between them.
    public func partition(_ groups: [[Int]]) {
        let parts = groups.map { names($0) }.joined(separator: " | ")
        recordLinks("partition \(parts)")
        self.groups = groups
        updateLinks()
    }

    /// Cuts or mends a link in one direction only, until `heal()`.
    public func setLink(from: Int, to: Int, isUp: Bool) {
        recordLinks("the link from S\(from) to S\(to) is \(isUp ? "up" : "down")")
        if isUp { cutLinks.remove(Link(from: from, to: to)) } else { cutLinks.insert(Link(from: from, to: to)) }
        updateLinks()
    }

    /// Ends a partition and mends all single links; servers that are disconnected stay so.
    public func heal() {
        recordLinks("no partition, and every link is up")
        groups = nil
        cutLinks = []
        updateLinks()
    }

    private func recordLinks(_ change: String) {
        world.simulator.trace.record(.linksChanged, subject: World.testerNumber, text: change)
    }

    /// Brings the network in line with what is connected, grouped and cut: the one place that does.
    private func updateLinks() {
        for from in 0..<size {
            for to in 0..<size { world.network.setLink(from: from, to: to, isUp: isLinkUp(from: from, to: to)) }
        }
    }

    private func isLinkUp(from: Int, to: Int) -> Bool {
        guard connected[from], connected[to], !cutLinks.contains(Link(from: from, to: to)) else { return false }
        return groups?.contains { $0.contains(from) && $0.contains(to) } ?? true
    }

    /// What the network does to messages.
    public var conditions: Conditions {
        get { world.network.conditions }
        set { world.network.conditions = newValue }
    }

    /// Requests that reached the servers since each one's start.
    public var requestsReceived: Int { world.network.traffic.totalRequestsReceived }

    /// The bytes that crossed the network so far.
    public var bytesSent: Int { world.network.traffic.bytes }

    // MARK: - Asking servers

    /// Hands a command to a server's `start`.
    /// - Returns: its answer; nil if the server isn't running.
    public func submit(_ command: String, to server: Int) -> Submission? {
        guard let running = servers[server] else { return nil }
        return world.visit(running.raft, on: running.platform) { $0.start(Array(command.utf8)) }
    }

    /// A server's term and whether it believes it leads; nil if it isn't running.
    public func status(of server: Int) -> (term: Int, isLeader: Bool)? {
        guard let running = servers[server] else { return nil }
        return world.visit(running.raft, on: running.platform) { $0.status() }
    }

    /// A look inside a server; nil if it isn't running.
    public func inspect(_ server: Int) -> RaftState? {
        guard let running = servers[server] else { return nil }
        return world.visit(running.raft, on: running.platform) { $0.inspect() }
    }

    // MARK: - What was applied

    /// The command at an index, once any server has applied it.
    public func command(at index: Int) -> String? {
        applied.command(at: index).map { String(decoding: $0, as: UTF8.self) }
    }

    /// How many servers have applied an index, running or not.
    public func committedCount(at index: Int) -> Int { applied.count(at: index) }

    /// The highest index that any server applied.
    public var lastApplied: Int { applied.lastIndex }

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
