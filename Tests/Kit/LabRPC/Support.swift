import LabRPC
import Simulation
import XCTest

/// The procedure that tests call; what it does is the server's business.
enum Ask: LabRPC.Method {
    static let name = "Ask"
    static func describe(arguments: [UInt8]) -> String { "\(arguments.count) bytes" }
    static func describe(reply: [UInt8]) -> String { "\(reply.count) bytes" }
}

/// A server that echoes, or does what it is told.
final class Server: Service, @unchecked Sendable {
    typealias Handler = @Sendable ([UInt8]) async -> [UInt8]?

    /// The arguments of every request, in order of arrival.
    private(set) var requests: [[UInt8]] = []
    private let handler: Handler

    init(_ handler: @escaping Handler = { $0 }) {
        self.handler = handler
    }

    func answer(_ method: any LabRPC.Method.Type, arguments: [UInt8]) async -> [UInt8]? {
        requests.append(arguments)
        return await handler(arguments)
    }
}

/// A simulation with a network: the test is the client, machine 0, servers are the machines from 1.
final class Fixture: @unchecked Sendable {
    let simulator: Simulator
    let network: Network
    let client: Machine

    private init(seed: UInt64, latency: Latency) {
        simulator = Simulator(seed: seed)
        network = Network(simulator: simulator, conditions: .reliable(latency: latency))
        client = simulator.boot(number: 0, name: "C")
        network.attach(client, service: Server())
    }

    /// - Parameter latency: exactly 1 ms unless the test says otherwise, so that times can be told to the nanosecond.
    @discardableResult
    static func run(
        seed: UInt64 = 1, latency: Latency = .constant(.milliseconds(1)),
        _ body: @escaping @Sendable (Fixture) async throws -> Void
    ) throws -> Fixture {
        let fixture = Fixture(seed: seed, latency: latency)
        try fixture.simulator.run(on: fixture.client) { try await body(fixture) }
        return fixture
    }

    var now: VirtualTime { simulator.now }

    func sleep(for duration: Duration) async throws {
        try await client.sleep(until: client.localTime + duration)
    }

    /// Boots a server, or boots it again.
    @discardableResult
    func boot(_ number: Int, _ server: Server = Server()) -> Machine {
        let machine = simulator.boot(number: number, name: "S\(number)")
        network.attach(machine, service: server)
        return machine
    }

    /// Calls from the client.
    func call(_ server: Int, _ arguments: [UInt8] = [1, 2, 3], timeout: Duration? = nil) async -> [UInt8]? {
        await network.call(from: client, to: server, method: Ask.self, arguments: arguments, timeout: timeout)
    }

    /// Calls from the client, and tells how long it took.
    func timedCall(
        _ server: Int, _ arguments: [UInt8] = [1, 2, 3], timeout: Duration? = nil
    ) async -> (reply: [UInt8]?, time: Duration) {
        let start = now
        let reply = await call(server, arguments, timeout: timeout)
        return (reply, now - start)
    }

    /// Many calls at once, in order of their ends.
    func calls(_ count: Int, to server: Int) async -> [(reply: [UInt8]?, time: Duration)] {
        await withTaskGroup { group in
            for _ in 0..<count { group.addTask { await self.timedCall(server) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}

/// Counts up; used on the run's thread only.
final class Counter: @unchecked Sendable {
    private(set) var count = 0

    func add() { count += 1 }
}

func assertIn<Value: Comparable>(
    _ value: Value, _ range: ClosedRange<Value>, file: StaticString = #filePath, line: UInt = #line
) {
    XCTAssertTrue(range.contains(value), "\(value) is not in \(range)", file: file, line: line)
}
