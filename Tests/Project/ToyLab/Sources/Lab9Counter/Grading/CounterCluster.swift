@_exported import Harness
import LabKit

/// A server that counts, and what is known of its count.
public final class CounterCluster<Server: CounterServer>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    private let world: World
    private let disk = SimulatedDisk()
    private let machine: Int
    private var running: (server: Server, platform: SimulatedPlatform)?
    private var rule = NothingIsTakenBack()
    private var counted = 0

    package init(_ setup: Void, in world: World) {
        self.world = world
        machine = world.addMachine("S0", isServer: true)
    }

    /// Crashes the server, and starts it again from its disk.
    public func restart() {
        if let running { world.crash(running.platform) }
        boot()
    }

    /// Has the server count one more.
    public func increment() throws {
        visit { $0.increment() }
        counted += 1
        try check()
    }

    /// The server must know all that was counted.
    public func check() throws {
        try rule.check(visit { $0.count() } ?? 0, counted: counted, by: machine)
    }

    /// A number from 0 up to, but not including, `bound`.
    public func random(below bound: Int) -> Int { Int(world.random.next(below: UInt64(bound))) }

    private func boot() {
        let platform = world.boot(machine, disk: disk)
        let node = Node(platform: platform)
        let server = platform.machine.perform { Server(node: node) }
        running = (server, platform)
        world.startLife(of: server, on: platform)
    }

    @discardableResult
    private func visit<Value: Sendable>(_ body: (isolated Server) -> Value) -> Value? {
        running.map { world.visit($0.server, on: $0.platform, body) }
    }
}

extension CounterCluster: Cluster {
    package static var hasOwnService: Bool { true }
    package func start() { boot() }
    package func recover() async throws { try check() }
    package var figures: Figures {
        Figures(
            servers: 1, commits: counted, paper: "the hand-out",
            parts: [
                Beginning(
                    part: "Lab 9A", fact: "nothing was counted yet", place: "begin in Lab9Counter/Counter.swift",
                    advice: "with a count that increment() raises")
            ])
    }
}

extension LabTestCase {
    /// Runs a scenario against a new server that counts.
    public func counter<Server: CounterServer>(
        _ server: Server.Type, points: Int, file: StaticString = #filePath, line: UInt = #line,
        _ body: @escaping @Sendable (CounterCluster<Server>) async throws -> Void
    ) {
        grade(CounterCluster<Server>.self, (), points: points, file: file, line: line, body)
    }
}
