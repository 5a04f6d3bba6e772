import Lab2Raft
import Lab4ShardKV
import Lab4ShardMaster
import LabKit
import XCTest

@testable import Harness
@testable import Lab4ShardKVGrading
@testable import Lab4ShardMasterGrading

/// Each check of Lab 4B finds what it is for, and says so.
final class ShardCheckTests: XCTestCase {
    /// The reference's shard master, with servers and clients of one's own.
    private enum Lab4<Server: ShardKVServer, Clerk: ShardKVClerk>: ShardedSolution {
        typealias Master = ShardMaster
        typealias MasterClerk = Lab4ShardMaster.Clerk
    }

    private func run<Server: ShardKVServer, Client: ShardKVClerk>(
        _ server: Server.Type, _ clerk: Client.Type, maxRaftState: Int? = nil,
        _ body: @escaping @Sendable (ShardCluster<Lab4<Server, Client>>) async throws -> Void
    ) -> LabFailure? {
        Scenario(
            ShardCluster<Lab4<Server, Client>>.self, .init(groups: 1, maxRaftState: maxRaftState, isTimed: true),
            timeLimit: .seconds(60), body: body
        ).run(seed: 1).failure
    }

    private func assert(
        _ failure: LabFailure?, _ kind: LabFailure.Kind, says words: String, asks question: String, line: UInt = #line
    ) {
        guard let failure else { return XCTFail("the run passed", line: line) }
        XCTAssertEqual(failure.kind, kind, failure.message, line: line)
        XCTAssert(failure.message.contains(words), failure.message, line: line)
        XCTAssert(failure.question?.contains(question) == true, failure.question ?? "no question", line: line)
    }

    func testTheReferencePasses() {
        XCTAssertNil(
            run(ShardKV.self, Lab4ShardKV.Clerk.self) { cluster in
                try await cluster.join(100)
                let client = cluster.makeClient()
                try await client.put("k", "a")
                try await client.expect("a", at: "k")
                try cluster.expectSizes()
                try cluster.expectBoundedMemory(clients: 1)
            })
    }

    func testDisksThatHoldTooMuchOrTooLittle() {
        let large = run(ShardKV.self, Lab4ShardKV.Clerk.self) { cluster in
            // Time enough for terms and votes.
            try await cluster.sleep(for: .seconds(1))
            try cluster.expectTotalSize(within: 0...0)
        }
        assert(large, .stateTooLarge, says: "0 are allowed", asks: "Who deletes it, and when")
        let small = run(ShardKV.self, Lab4ShardKV.Clerk.self) { try $0.expectTotalSize(within: 1_000_000...2_000_000) }
        assert(small, .stateTooSmall, says: "in fewer than 1000000", asks: "where is it, if not in the log")
    }

    func testTooManyEntries() {
        let failure = run(RemembersTooMany.self, Lab4ShardKV.Clerk.self) { try $0.expectBoundedMemory(clients: 3) }
        assert(
            failure, .memoryGrows, says: "S100.0's duplicate tables have 100 entries for 3 clients",
            asks: "what else is remembered")
    }

    func testASnapshotThatNobodyAskedFor() {
        let failure = run(SavesASnapshot.self, Lab4ShardKV.Clerk.self) { try $0.expectSizes() }
        assert(failure, .wrongSnapshot, says: "S100.0 saved a snapshot", asks: "nobody gave it a limit")
    }

    func testAServiceThatReportsNoShards() {
        let failure = run(ReportsNoShards.self, Lab4ShardKV.Clerk.self) { _ in }
        assert(
            failure, .misuse, says: "but no server's inspect() reports that group 100 serves shard 0",
            asks: "From which variables does inspect() take its shards")
    }

    func testAServiceThatDoesNotRecover() {
        let failure = run(ShardKV.self, WaitsForEver.self) { _ in }
        assert(
            failure, .notRecovered, says: "could not write and read a key of each shard in 15 seconds",
            asks: "Which group waits for a shard")
    }

    func testAClientThatWaitsForEver() {
        let failure = run(ShardKV.self, WaitsForEver.self) { cluster in
            try await cluster.join(100)
            try await cluster.makeClient().append("k", "a")
        }
        assert(
            failure, .unanswered, says: "C0 has waited",
            asks: "The group serves the shard: what does it answer the clerk")
    }
}

/// The reference, but for what it says of itself.
private protocol Boaster: ShardKVServer where Raft == Lab2Raft.Raft {
    nonisolated var server: ShardKV { get }
}

extension Boaster {
    nonisolated var node: Node { server.node }
    nonisolated var raft: Lab2Raft.Raft { server.raft }
    func run() async throws { try await server.run() }
    func inspect() -> ShardKVState { server.assumeIsolated { $0.inspect() } }
}

private actor RemembersTooMany: Boaster {
    nonisolated let server: ShardKV
    init(
        node: Node, peers: [Peer], me: Int, maxRaftState: Int?, group: Int, masters: [Peer], connect: @escaping Connect
    ) {
        server = ShardKV(
            node: node, peers: peers, me: me, maxRaftState: maxRaftState, group: group, masters: masters,
            connect: connect)
    }
    func inspect() -> ShardKVState {
        var state = server.assumeIsolated { $0.inspect() }
        state.duplicateTableEntries = 100
        return state
    }
}

private actor ReportsNoShards: Boaster {
    nonisolated let server: ShardKV
    init(
        node: Node, peers: [Peer], me: Int, maxRaftState: Int?, group: Int, masters: [Peer], connect: @escaping Connect
    ) {
        server = ShardKV(
            node: node, peers: peers, me: me, maxRaftState: maxRaftState, group: group, masters: masters,
            connect: connect)
    }
    func inspect() -> ShardKVState {
        var state = server.assumeIsolated { $0.inspect() }
        state.serves = []
        return state
    }
}

private actor SavesASnapshot: Boaster {
    nonisolated let server: ShardKV
    init(
        node: Node, peers: [Peer], me: Int, maxRaftState: Int?, group: Int, masters: [Peer], connect: @escaping Connect
    ) {
        node.disk.save(raftState: node.disk.raftState, snapshot: [1, 2, 3])
        server = ShardKV(
            node: node, peers: peers, me: me, maxRaftState: maxRaftState, group: group, masters: masters,
            connect: connect)
    }
}

/// The reference's clerk, but that appends are never done.
private actor WaitsForEver: ShardKVClerk {
    nonisolated let node: Node
    private let clerk: Lab4ShardKV.Clerk
    init(node: Node, masters: [Peer], connect: @escaping Connect) {
        (self.node, clerk) = (node, Lab4ShardKV.Clerk(node: node, masters: masters, connect: connect))
    }
    func get(_ key: String) async throws -> String { try await clerk.get(key) }
    func put(_ key: String, _ value: String) async throws { try await clerk.put(key, value) }
    func append(_ key: String, _ value: String) async throws { try await node.clock.sleep(for: .seconds(1000)) }
}
