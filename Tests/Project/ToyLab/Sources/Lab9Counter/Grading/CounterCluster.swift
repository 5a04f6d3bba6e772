@_exported import Harness
import LabKit

/// A server that counts, and what is known of its count.
public final class CounterCluster<Server: CounterServer>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    private let world: World
    private let servers: ReplicaGroup<Server>
    private var rule = NothingIsTakenBack()
    private var counted = 0

    package init(_ setup: Void, in world: World) {
        self.world = world
        servers = ReplicaGroup(names: ["S0"], world: world) { node, _, _, _ in Server(node: node) }
    }

    /// Crashes the server, and starts it again from its disk.
    public func restart() {
        servers.crash(0)
        servers.start(0)
    }

    /// Has the server count one more.
    public func increment() throws {
        servers.look(at: 0) { $0.increment() }
        counted += 1
        try check()
    }

    /// The server must know all that was counted.
    public func check() throws {
        try rule.check(servers.look(at: 0) { $0.count() } ?? 0, counted: counted, by: servers.numbers[0])
    }

    /// A number from 0 up to, but not including, `bound`.
    public func random(below bound: Int) -> Int { Int(world.random.next(below: UInt64(bound))) }
}

extension CounterCluster: Cluster {
    package static var hasOwnService: Bool { true }
    package func start() { servers.startAll() }
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
