import LabKit

/// The servers that replicate one thing: which of them run, and their disks.
///
/// ```swift
/// let group = ReplicaGroup(names: ["S0", "S1", "S2"], world: world, life: { $0 }) { node, peers, me, _ in
///     CounterServer(node: node, peers: peers, me: me)
/// }
/// group.startAll()
/// group.crash(0)
/// ```
/// What the servers do is seen by observers, and no rule is built in.
public final class ReplicaGroup<Replica: Sendable>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// A server that runs, and its machine.
    package struct Running {
        package let replica: Replica
        package let platform: SimulatedPlatform
    }

    /// How a server is created on its node.
    package typealias Maker = (Node, [Peer], _ me: Int, SimulatedPlatform) -> Replica

    /// The servers' names, as people read them.
    public let names: [String]
    /// The numbers of the servers' machines, one after the other.
    package let numbers: [Int]
    package let disks: [SimulatedDisk]
    package let world: World
    private let life: (Replica) -> any LabActor
    private let make: Maker
    /// Each server that runs.
    package private(set) var running: [Running?]
    private var hasLived: [Bool]
    private let machines: ReplicaMachines

    /// Creates a group; its servers don't run until they are started.
    /// - Parameters:
    ///   - names: the servers' names.
    ///   - world: the run it belongs to.
    ///   - life: the actor whose `run()` is a server's life.
    ///   - make: how a server is created.
    package init(names: [String], world: World, life: @escaping (Replica) -> any LabActor, make: @escaping Maker) {
        self.names = names
        self.world = world
        self.life = life
        self.make = make
        numbers = names.map { world.addMachine($0, isServer: true) }
        disks = numbers.map { _ in SimulatedDisk() }
        running = Array(repeating: nil, count: numbers.count)
        hasLived = Array(repeating: false, count: numbers.count)
        machines = ReplicaMachines(numbers: numbers, nemesis: world.nemesis)
        for (server, disk) in disks.enumerated() {
            disk.didSave = { [weak self] in self?.serverDidSave(server) }
        }
        machines.crash = { [weak self] in self?.crash($0, for: $1) }
        world.observe(numbers, by: machines)
    }

    /// How many servers it has, running or not.
    public var size: Int { numbers.count }

    /// Lets somebody see when servers start and crash from now on. Who came first is told first.
    package func observeLives(by observer: some LifeObserver) { machines.lifeObservers.append(observer) }

    /// Lets somebody see what the servers do from now on. Who came first is told first.
    package func observeSteps(by observer: some StepObserver) { machines.stepObservers.append(observer) }

    // MARK: - Lives

    /// Starts a server from its disk, if it isn't running.
    public func start(_ server: Int) {
        guard running[server] == nil else { return }
        for observer in machines.lifeObservers { observer.serverWillStart(server) }
        let platform = world.boot(numbers[server], disk: disks[server])
        let replica = create(server, on: platform)
        running[server] = Running(replica: replica, platform: platform)
        machines.running[server] = platform.machine
        let isRestart = hasLived[server]
        hasLived[server] = true
        for observer in machines.lifeObservers { observer.serverDidStart(server, isRestart: isRestart) }
        world.startLife(of: life(replica), on: platform)
    }

    private func create(_ server: Int, on platform: SimulatedPlatform) -> Replica {
        let node = Node(platform: platform)
        let peers = zip(numbers, names).map { Peer(from: node, to: $0, name: $1) }
        return platform.machine.perform { make(node, peers, server, platform) }
    }

    /// Creates a server on a copy of a disk, where nobody hears of it: what would a start find there?
    /// - Parameters:
    ///   - server: which server.
    ///   - storage: what is on the disk.
    ///   - look: looks at the new server, which is gone afterwards.
    package func tryStart<Value, Failure: Error>(
        _ server: Int, on storage: Storage, _ look: (Replica, SimulatedPlatform) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let platform = world.bootForTrial(numbers[server], storage: storage)
        defer { platform.machine.crash() }
        return try look(create(server, on: platform), platform)
    }

    /// Crashes a server: what it was doing stops, what it had saved stays. Does nothing if it isn't running.
    public func crash(_ server: Int) {
        guard let victim = running[server] else { return }
        running[server] = nil
        machines.running[server] = nil
        world.crash(victim.platform)
        for observer in machines.lifeObservers { observer.serverDidCrash(server) }
    }

    /// Crashes a server, and starts it again after a while.
    package func crash(_ server: Int, for outage: Duration) {
        crash(server)
        world.after(outage) { [weak self] in self?.start(server) }
    }

    /// The power may fail right after a save, in the middle of a step. What the server does then nobody sees.
    private func serverDidSave(_ server: Int) {
        // Who is just being created has told nobody anything yet.
        guard isRunning(server), let outage = world.nemesis.serverDidSave() else { return }
        for observer in machines.lifeObservers { observer.serverWillLosePower(server) }
        crash(server, for: outage)
    }

    /// Starts every server that isn't running.
    public func startAll() {
        for server in 0..<size { start(server) }
    }

    /// Crashes every server.
    public func crashAll() {
        for server in 0..<size { crash(server) }
    }

    /// Whether a server runs.
    public func isRunning(_ server: Int) -> Bool { running[server] != nil }

    /// The servers that run.
    public var runningServers: [Int] { (0..<size).filter { isRunning($0) } }
}

extension ReplicaGroup where Replica: LabActor {
    /// Creates a group of servers that are actors themselves, and live as long as their `run()`.
    package convenience init(names: [String], world: World, make: @escaping Maker) {
        self.init(names: names, world: world, life: { $0 }, make: make)
    }

    /// Looks at a server between two of its steps; nil if it isn't running.
    package func look<Value: Sendable>(at server: Int, _ body: (isolated Replica) -> Value) -> Value? {
        running[server].map { world.visit($0.replica, on: $0.platform, body) }
    }
}
