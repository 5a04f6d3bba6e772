import Foundation
import Simulation
import XCTest

/// Runs `body` on the machine `S0` of a new simulation.
@discardableResult
func simulate(
    seed: UInt64 = 1, limits: Limits = Limits(),
    _ body: @escaping @Sendable (Simulator, Machine) async throws -> Void
) throws -> Simulator {
    let simulator = Simulator(seed: seed, limits: limits)
    let machine = simulator.boot(number: 0, name: "S0")
    try simulator.run(on: machine) { try await body(simulator, machine) }
    return simulator
}

/// The failure that ends a simulation of `body`.
func failure(
    seed: UInt64 = 1, limits: Limits = Limits(), file: StaticString = #filePath, line: UInt = #line,
    _ body: @escaping @Sendable (Simulator, Machine) async throws -> Void
) throws -> SimulationFailure {
    do {
        try simulate(seed: seed, limits: limits, body)
    } catch let failure as SimulationFailure {
        return failure
    }
    XCTFail("the run did not fail", file: file, line: line)
    throw XCTSkip("no failure to look at")
}

/// What a run left behind for the test to see; written on the run's thread only.
final class Notes: @unchecked Sendable {
    private(set) var lines: [String] = []

    func add(_ line: String) { lines.append(line) }
}

/// Counts what is alive of the objects it made.
final class Census: @unchecked Sendable {
    private(set) var living = 0

    final class Subject: Sendable {
        private let census: Census

        init(_ census: Census) {
            self.census = census
            census.living += 1
        }

        deinit { census.living -= 1 }

        func stay() {}
    }

    func subject() -> Subject { Subject(self) }
}

extension Machine {
    /// Sleeps by this machine's clock.
    func sleep(for duration: Duration) async throws {
        try await sleep(until: localTime + duration)
    }
}

extension Duration {
    static func minutes(_ count: Int) -> Duration { .seconds(60 * count) }
}
