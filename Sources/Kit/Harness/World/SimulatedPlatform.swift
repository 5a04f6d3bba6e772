import LabKit
import LabRPC
import Simulation

/// A node's ground in the simulation: it lends a machine's clock and executor, the network and a disk to lab code, and
/// takes them away when the machine crashes.
package final class SimulatedPlatform: Platform, Service, @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    private struct Handler {
        let actor: (any Actor)?
        let answer: @Sendable ([UInt8]) async -> [UInt8]?
    }

    package let machine: Machine
    private let world: World
    package let disk: SimulatedDisk
    private var generator: SeededGenerator
    /// Whether nobody should hear of what happens here.
    package let isTrial: Bool
    private var handlers: [ObjectIdentifier: Handler] = [:]

    package init(machine: Machine, world: World, disk: SimulatedDisk, randomPurpose: String, isTrial: Bool = false) {
        self.isTrial = isTrial
        self.machine = machine
        self.world = world
        self.disk = disk
        generator = SeededGenerator(seed: world.seed, purpose: randomPurpose)
    }

    /// Forgets the handlers, and with them the actors that they hold.
    func unplug() {
        handlers.removeAll()
    }

    package var name: String { machine.name }
    package var unownedExecutor: UnownedSerialExecutor { machine.unownedExecutor }

    // MARK: - Time and randomness

    package var nanoseconds: UInt64 { machine.isOnRunThread() ? machine.localTime.nanoseconds : 0 }

    package func sleep(untilNanoseconds nanoseconds: UInt64, isolation: isolated (any Actor)?) async throws {
        try await machine.sleep(until: VirtualTime(nanoseconds: nanoseconds), isolation: isolation)
    }

    package func nextRandom() -> UInt64 { machine.isOnRunThread() ? generator.next() : 0 }

    // MARK: - Disk

    package var storage: Storage { machine.isOnRunThread() ? disk.storage : Storage() }

    package func store(_ storage: Storage) {
        guard machine.isOnRunThread(), machine.isRunning else { return }
        disk.save(storage)
    }

    // MARK: - Network

    package func serve<R: RPC>(
        _ type: R.Type, on actor: (any Actor)?, handler: @escaping @Sendable ([UInt8]) async -> [UInt8]?
    ) {
        guard machine.isOnRunThread(), machine.isRunning else { return }
        handlers[ObjectIdentifier(RPCMethod<R>.self)] = Handler(actor: actor, answer: handler)
    }

    package func actor(for method: any Method.Type) -> (any Actor)? {
        handlers[ObjectIdentifier(method)]?.actor
    }

    package func answer(_ method: any Method.Type, arguments: [UInt8]) async -> [UInt8]? {
        guard let handler = handlers[ObjectIdentifier(method)] else {
            log("no handler for \(method.name)")
            world.hint(
                """
                a server was sent \(method.name) and has no handler for it, so the caller hears nothing: call \
                node.serve(\(method.name).self) { … } at the beginning of run().
                """)
            return nil
        }
        return await handler.answer(arguments)
    }

    package func call<R: RPC>(
        _ type: R.Type, at address: Int, arguments: [UInt8], timeout: Duration?, isolation: isolated (any Actor)?
    ) async -> [UInt8]? {
        await world.network.call(
            from: machine, to: address, method: RPCMethod<R>.self, arguments: arguments, timeout: timeout,
            isolation: isolation)
    }

    // MARK: - Reports

    package func log(_ line: String) {
        guard machine.isOnRunThread(), machine.isRunning, !isTrial else { return }
        world.note(line, by: machine.number)
    }

    package func refuse(_ message: String) {
        guard machine.isOnRunThread(), machine.isRunning else { return }
        world.fail(LabFailure(.misuse, nodes: [machine.number], message: message))
    }
}
