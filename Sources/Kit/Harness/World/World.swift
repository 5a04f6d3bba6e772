import LabKit
import LabRPC
import Simulation

/// Everything of one run that is not the lab's: the simulation, the network, the machine the test runs on, and the
/// servers' disks.
public final class World: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// The seed from which the run follows.
    public let seed: UInt64
    /// What the seed chose for this run.
    package internal(set) var faults: Faults
    package let simulator: Simulator
    /// The network between the servers.
    public let network: Network
    /// Single messages, for a test that picks them.
    public let messages: MessageControl
    /// The test's own randomness.
    public var random: SeededGenerator
    /// Crashes servers at the worst moments, if a scenario wants it.
    public let nemesis: Nemesis

    /// What else was odd and may explain a failure, in the order in which it was noticed.
    package private(set) var hints: [String] = []

    /// The parts of which the skeleton said that nothing is written there.
    private(set) var unwritten: Set<String> = []

    /// What people call its machines.
    package private(set) var names = MachineNames()

    private let tester: Machine
    private var clockRates: SeededGenerator
    private var boots = 0
    /// What is plugged into the network now, by number.
    private var platforms: [Int: SimulatedPlatform] = [:]
    private let observers = MachineObservers()

    /// - Parameters:
    ///   - seed: everything random follows from it.
    ///   - timeLimit: the virtual time in which the test must be over.
    ///   - stepLimit: the most steps that it may take; more means that messages multiply. By default more than five times
    ///     what the longest run of the reference takes.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - hasOwnService: whether the service above Raft is the solution's, and not the harness's.
    ///   - traceEnd: the time after which no events are kept; nil to keep the latest of the run.
    package init(
        seed: UInt64, timeLimit: Duration, stepLimit: Int = 1_000_000, isUnreliable: Bool = false,
        hasOwnService: Bool = false, traceEnd: VirtualTime? = nil
    ) {
        self.seed = seed
        var faults = Faults(seed: seed)
        faults.isUnreliable = isUnreliable
        if hasOwnService { faults.applyPause = nil }
        self.faults = faults
        var limits = Limits()
        limits.time = .zero + timeLimit
        limits.steps = stepLimit
        simulator = Simulator(seed: seed, limits: limits)
        simulator.trace.end = traceEnd
        network = Network(simulator: simulator, conditions: faults.reliable)
        network.conditions.setUnreliable(isUnreliable)
        messages = MessageControl(network: network)
        random = SeededGenerator(seed: seed, purpose: "test")
        clockRates = SeededGenerator(seed: seed, purpose: "clocks")
        nemesis = Nemesis(seed: seed)
        tester = simulator.boot(number: MachineNames.tester, name: names[MachineNames.tester])
        simulator.didStep = { [observers] in observers.machineDidStep($0, isIsolated: $1) }
        network.observer = observers
    }

    // MARK: - Running

    /// Runs a test in this world, to its end or its first failure.
    /// - Returns: the failure, if there was one.
    package func run(_ body: @escaping @Sendable () async throws -> Void) -> LabFailure? {
        FatalEnding.world = self
        // Servers, network and world hold each other; without this no run would ever be freed.
        defer {
            FatalEnding.world = nil
            for number in platforms.keys.sorted() { crash(platforms[number]!) }
            observers.runDidEnd()
            messages.close()
        }
        var failure: LabFailure
        do {
            try simulator.run(on: tester, body)
            return nil
        } catch let error as LabFailure {
            failure = error
        } catch let error as SimulationFailure {
            failure = LabFailure(error)
        } catch {
            failure = LabFailure(.testError, message: "the test itself threw an error: \(error)")
        }
        failure.virtualTime = simulator.now.seconds
        return failure
    }

    /// Ends the run: a rule is broken.
    public func fail(_ failure: LabFailure) {
        simulator.stop(with: failure)
    }

    /// Remembers something that is no failure by itself, once, for the report of one.
    package func hint(_ text: String) {
        if !hints.contains(text) { hints.append(text) }
    }

    /// A server said something.
    package func note(_ line: String, by machine: Int) {
        simulator.trace.record(.note, subject: machine, text: line)
        if let part = Beginning.part(of: line) { unwritten.insert(part) }
    }

    // MARK: - Time

    /// The virtual time since the run began.
    package var now: VirtualTime { simulator.now }

    /// Seconds of virtual time since the run began.
    public var seconds: Double { simulator.now.seconds }

    /// Lets virtual time pass.
    public func sleep(for duration: Duration) async throws {
        try await tester.sleep(until: tester.localTime + duration)
    }

    /// Whether something ends in time; if not, it is cancelled.
    /// - Throws: what it throws.
    package func ends(within limit: Duration, _ body: @escaping @Sendable () async throws -> Void) async throws -> Bool
    {
        let ended = Flag()
        let work = Task {
            defer { ended.isSet = true }
            try await body()
        }
        let start = seconds
        while !ended.isSet, seconds - start < limit / .seconds(1) { try await sleep(for: .milliseconds(20)) }
        guard ended.isSet else {
            work.cancel()
            return false
        }
        try await work.value
        return true
    }

    /// Lets something happen later, while the test goes on; it is forgotten if the test ends before.
    package func after(_ duration: Duration, _ body: @escaping @Sendable () -> Void) {
        tester.spawn {
            guard (try? await self.sleep(for: duration)) != nil else { return }
            body()
        }
    }

    // MARK: - Network

    /// How long every message takes from now on, whatever the seed chose.
    package func setLatency(_ range: ClosedRange<Duration>) {
        faults.latency = range
        network.conditions.latency = faults.reliable.latency
    }

    // MARK: - Servers

    /// Whether any server has called another machine.
    package var hasServerCalls: Bool { network.traffic.callers.contains { names.isServer($0) } }

    /// Names a machine, which can be booted from then on.
    /// - Returns: its number; the first machine has 0.
    package func addMachine(_ name: String, isServer: Bool) -> Int { names.add(name, isServer: isServer) }

    /// Lets somebody see what machines do from now on; each has one observer.
    func observe(_ machines: [Int], by observer: any MachineObserver) {
        for machine in machines { observers.observe(machine, by: observer) }
    }

    /// Boots a machine with an old or new disk.
    package func boot(_ number: Int, disk: SimulatedDisk) -> SimulatedPlatform {
        boots += 1
        let machine = simulator.boot(
            number: number, name: names[number], clockRate: faults.clockRate(using: &clockRates))
        let platform = SimulatedPlatform(
            machine: machine, world: self, disk: disk, randomPurpose: "boot \(boots) of \(machine.name)")
        network.attach(machine, service: platform)
        platforms[number] = platform
        return platform
    }

    /// Boots a machine that nobody else sees, with a disk of its own: what would a restart find?
    package func bootForTrial(_ number: Int, storage: Storage) -> SimulatedPlatform {
        let machine = simulator.bootForTrial(number: number, name: names[number])
        let disk = SimulatedDisk(storage: storage)
        return SimulatedPlatform(machine: machine, world: self, disk: disk, randomPurpose: "trial", isTrial: true)
    }

    /// Crashes a machine; its disk keeps what was saved.
    package func crash(_ platform: SimulatedPlatform) {
        network.detach(platform.machine)
        platform.machine.crash()
        platform.unplug()
        platforms[platform.machine.number] = nil
    }

    /// Starts a server's life: `run()`, which a crash cancels.
    package func startLife(of server: some LabActor, on platform: SimulatedPlatform) {
        platform.machine.spawn(on: server) {
            do {
                try await server.run()
            } catch is CancellationError {
                return
            } catch {
                guard platform.machine.isRunning else { return }
                self.fail(
                    LabFailure(
                        .runThrew, nodes: [platform.machine.number],
                        message: """
                            \(platform.name)'s run() threw an error: \(error). Only the CancellationError of a crash may \
                            leave run(); deal with any other where it happens.
                            """))
            }
        }
    }

    /// Looks at a server or calls it between two of its steps, as if its own machine did.
    package func visit<Server: LabActor, Value: Sendable>(
        _ server: Server, on platform: SimulatedPlatform, _ body: (isolated Server) throws -> Value
    ) rethrows -> Value {
        try platform.machine.perform { try server.assumeIsolated(body) }
    }
}

/// Whether something has happened; used on the run's thread only.
package final class Flag: @unchecked Sendable {
    package var isSet = false

    package init() {}
}

/// How often something has happened; used on the run's thread only.
package final class Counter: @unchecked Sendable {
    package var count = 0

    package init() {}
}
