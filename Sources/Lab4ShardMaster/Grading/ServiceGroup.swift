import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit
import Simulation

/// The servers of one Raft group of a service: which of them run, and their disks.
public final class ServiceGroup<Server: RaftService>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// A server that runs, and its machine.
    struct Running {
        let server: Server
        let platform: SimulatedPlatform
    }

    /// How a server is created on its node.
    package typealias Maker = (Node, [Peer], _ me: Int) -> Server
    /// What a server reports of itself, in words.
    package typealias Inspection = (isolated Server) -> String

    /// The numbers of the servers' machines.
    package let numbers: [Int]
    private let world: World
    private let make: Maker
    private let inspect: Inspection
    private var outside = StateOutsideDisk()
    private let nemesis: Nemesis
    private let disks: [SimulatedDisk]
    private var running: [Running?]

    /// Creates a group; its servers don't run until they are started.
    /// - Parameters:
    ///   - names: the servers' names.
    ///   - world: the run it belongs to.
    ///   - nemesis: who may take the power from a server after it has saved.
    ///   - inspect: what a server reports of itself.
    ///   - make: how a server is created.
    package init(
        names: [String], world: World, nemesis: Nemesis, inspect: @escaping Inspection, make: @escaping Maker
    ) {
        self.inspect = inspect
        self.names = names
        numbers = names.map { world.addMachine($0, isServer: true) }
        self.world = world
        self.make = make
        self.nemesis = nemesis
        disks = numbers.map { _ in SimulatedDisk() }
        running = Array(repeating: nil, count: numbers.count)
        for (server, disk) in disks.enumerated() {
            disk.didSave = { [weak self] in self?.serverDidSave(server) }
        }
    }

    /// How many servers it has, running or not.
    public var size: Int { numbers.count }

    /// The servers' names, as they stand in configurations and reports.
    public let names: [String]

    // MARK: - Crashes

    /// Starts a server from its disk, if it isn't running.
    public func start(_ server: Int) {
        guard running[server] == nil else { return }
        tryOtherDisks(of: server)
        let booted = makeServer(server, on: world.boot(numbers[server], disk: disks[server]))
        running[server] = booted
        if !outside.knows(server) { outside.serverWasBorn(server, raftState(of: booted), service: report(of: booted)) }
        world.startLife(of: booted.server, on: booted.platform)
    }

    private func makeServer(_ server: Int, on platform: SimulatedPlatform) -> Running {
        let node = Node(platform: platform)
        let peers = numbers.map { Peer(from: node, to: $0, name: world.names[$0]) }
        return Running(server: platform.machine.perform { make(node, peers, server) }, platform: platform)
    }

    private func raftState(of running: Running) -> RaftState {
        world.visit(running.server.raft, on: running.platform) { $0.inspect() }
    }

    private func report(of running: Running) -> String { world.visit(running.server, on: running.platform, inspect) }

    /// Before a server restarts: on an empty disk it must know nothing.
    private func tryOtherDisks(of server: Int) {
        for sight in outside.disks(of: server) {
            let trial = makeServer(server, on: world.bootForTrial(numbers[server], storage: sight.storage))
            defer { trial.platform.machine.crash() }
            do throws(LabFailure) {
                try outside.check(
                    names[server], numbers[server], raftState(of: trial), service: report(of: trial), against: sight)
            } catch {
                world.fail(error)
            }
        }
    }

    /// Crashes a server, if it runs: what it had saved stays.
    public func crash(_ server: Int) {
        guard let victim = running[server] else { return }
        running[server] = nil
        world.crash(victim.platform)
    }

    /// The power may fail right after a save, in the middle of a step: then nothing of the rest leaves the machine.
    private func serverDidSave(_ server: Int) {
        // Who is just being created has told nobody anything yet.
        guard running[server] != nil, let outage = nemesis.serverDidSave(numbers[server]) else { return }
        crash(server)
        world.after(outage) { [weak self] in self?.start(server) }
    }

    /// Starts every server that isn't running.
    public func startAll() {
        for server in 0..<size { start(server) }
    }

    /// Crashes every server.
    public func crashAll() {
        for server in 0..<size { crash(server) }
    }

    // MARK: - Looking inside

    /// Looks at a server between two of its steps; nil if it isn't running.
    package func look<Value: Sendable>(at server: Int, _ body: (isolated Server) -> Value) -> Value? {
        running[server].map { world.visit($0.server, on: $0.platform, body) }
    }

    /// Whether a machine is the one that a server runs on now.
    package func runs(_ server: Int, on machine: Machine) -> Bool {
        running[server]?.platform.machine === machine
    }

    /// Who leads the newest term that a running server knows; nil if nobody does.
    public var leader: Int? {
        let states = (0..<size).compactMap { server in
            running[server].map { running in
                (server, world.visit(running.server.raft, on: running.platform) { $0.status() })
            }
        }
        let newest = states.map(\.1.term).max()
        return states.first { $0.1.isLeader && $0.1.term == newest }?.0
    }

    // MARK: - Disks

    /// The bytes of Raft's state on a server's disk.
    public func raftStateSize(of server: Int) -> Int { disks[server].size(of: \.raftState) }

    /// The bytes of the snapshot on a server's disk.
    public func snapshotSize(of server: Int) -> Int { disks[server].size(of: \.snapshot) }
}
