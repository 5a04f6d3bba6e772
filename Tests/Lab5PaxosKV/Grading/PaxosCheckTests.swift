import Harness
import Lab5PaxosKV
import LabKit
import XCTest

@testable import Lab5PaxosKVGrading

/// Checks of what servers return, tripped by servers that lie.
final class PaxosCheckTests: XCTestCase {
    private typealias Lying<Lie: PaxosLie> = PaxosCluster<LyingServer<Lie>, Clerk>

    private func expect<Lie: PaxosLie>(
        _ kind: LabFailure.Kind, of lie: Lie.Type, file: StaticString = #filePath, line: UInt = #line,
        _ body: @escaping @Sendable (PaxosCluster<LyingServer<Lie>, Clerk>) async throws -> Void
    ) {
        let result = Scenario(Lying<Lie>.self, .init(servers: 3), timeLimit: .seconds(120), body: body).run(seed: 1)
        XCTAssertEqual(result.failure?.kind, kind, result.failure?.message ?? "", file: file, line: line)
    }

    func testWhatIsNotChosenIsReturned() {
        expect(.returnedUnchosen, of: Invents.self) { cluster in
            try await cluster.expect(cluster.read(Instance(key: "x", version: 1), by: 0), nil)
        }
    }

    func testWhatWasChosenIsMissed() {
        expect(.missedValue, of: FindsNothing.self) { cluster in
            let x = Instance(key: "x", version: 1)
            try await cluster.expect(cluster.propose("1", at: x, by: 0), "1")
            try await cluster.expect(cluster.read(x, by: 1), "1")
        }
    }

    func testNothingIsDecided() {
        expect(.noDecision, of: Sleeps.self) { cluster in
            try await cluster.expect(cluster.read(Instance(key: "x", version: 1), by: 0), nil)
        }
    }

    func testAnotherValueIsDecided() {
        expect(.wrongDecision, of: Tells.self) { cluster in
            let x = Instance(key: "x", version: 1)
            try await cluster.expect(cluster.propose("1", at: x, by: 0), "1")
            try await cluster.expect(cluster.read(x, by: 1), "2")
        }
    }
}

/// What a server makes of a value that it has read.
protocol PaxosLie: Sendable {
    static func lie(_ value: PaxosValue?, _ node: Node) async throws -> PaxosValue?
}

enum Tells: PaxosLie {
    static func lie(_ value: PaxosValue?, _ node: Node) -> PaxosValue? { value }
}

enum Invents: PaxosLie {
    static func lie(_ value: PaxosValue?, _ node: Node) -> PaxosValue? {
        PaxosValue(id: RequestID(client: 9, sequence: 9), content: "?")
    }
}

enum FindsNothing: PaxosLie {
    static func lie(_ value: PaxosValue?, _ node: Node) -> PaxosValue? { nil }
}

enum Sleeps: PaxosLie {
    static func lie(_ value: PaxosValue?, _ node: Node) async throws -> PaxosValue? {
        try await node.clock.sleep(for: .seconds(100))
        return value
    }
}

/// The reference, but for what a read returns.
actor LyingServer<Lie: PaxosLie>: PaxosPeer {
    nonisolated let node: Node
    private let server: PaxosServer

    init(node: Node, peers: [Peer], me: Int) {
        self.node = node
        server = PaxosServer(node: node, peers: peers, me: me)
    }

    func run() async throws { try await server.run() }

    func propose(_ value: PaxosValue, at instance: Instance) async throws -> PaxosValue {
        try await server.propose(value, at: instance)
    }

    func read(_ instance: Instance) async throws -> PaxosValue? {
        try await Lie.lie(try await server.read(instance), node)
    }

    func inspect(_ instance: Instance) -> AcceptorState {
        // It lives on the same node, so nothing of it runs while this does.
        server.assumeIsolated { $0.inspect(instance) }
    }
}
