import Lab2Raft
import Lab4ShardMaster
import LabKit
import XCTest

@testable import Harness
@testable import Lab4ShardMasterGrading

/// Each check of Lab 4A finds what it is for, and says so.
final class MasterCheckTests: XCTestCase {
    private func run<Master: ShardMasterServer, Clerk: ShardMasterClerk>(
        _ master: Master.Type, _ clerk: Clerk.Type,
        _ body: @escaping @Sendable (MasterCluster<Master, Clerk>) async throws -> Void
    ) -> LabFailure? {
        Scenario(
            MasterCluster<Master, Clerk>.self, .init(servers: 3, shards: 10, isTimed: true), timeLimit: .seconds(60),
            body: body
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
            run(ShardMaster.self, Clerk.self) { cluster in
                let administrator = cluster.makeAdministrator()
                try await administrator.join([1: ["a"]])
                try await administrator.query()
            })
    }

    func testNoConfigurations() {
        let failure = run(ReportsNothing.self, Clerk.self) { try await $0.makeAdministrator().query() }
        assert(failure, .misuse, says: "'s inspect() reports no configuration", asks: "a new server answer to query(0)")
    }

    func testNumbersWithAGap() {
        let failure = run(SkipsANumber.self, Clerk.self) { try await $0.makeAdministrator().query() }
        assert(
            failure, .configurationsDiffer, says: " has number 7 at place 1 of its configurations",
            asks: "add one configuration at the end")
    }

    func testAnAnswerThatNobodyHas() {
        let failure = run(ShardMaster.self, Invents.self) { cluster in
            try await cluster.makeAdministrator().query(0)
        }
        assert(failure, .wrongValue, says: "query(0)", asks: "Which configuration does a number stand for")
    }

    /// The Raft servers inside are held to Raft's rules, and called by the names of Lab 4.
    func testRulesOfRaft() {
        let failure = run(CommitsWhatIsNotThere.self, Clerk.self) { try await $0.makeAdministrator().query() }
        assert(failure, .commitWentBack, says: "'s commit index is 7, but its log ends at", asks: "min(leaderCommit")
        XCTAssert(failure?.message.hasPrefix("M") == true, failure?.message ?? "")
    }

    func testAMasterThatDoesNotRecover() {
        let failure = run(ShardMaster.self, NeverAnswers.self) { _ in }
        assert(failure, .notRecovered, says: "a query had no answer in 10 seconds", asks: "go on to the next server")
    }
}

/// The reference, but for what it says of itself.
private protocol Boaster: ShardMasterServer where Raft == Lab2Raft.Raft {
    nonisolated var master: ShardMaster { get }
}

extension Boaster {
    nonisolated var node: Node { master.node }
    nonisolated var raft: Lab2Raft.Raft { master.raft }
    func run() async throws { try await master.run() }
    static func rebalanced(_ shards: [Int], among groups: [Int: [String]]) -> [Int] {
        ShardMaster.rebalanced(shards, among: groups)
    }
}

private actor ReportsNothing: Boaster {
    nonisolated let master: ShardMaster
    init(node: Node, peers: [Peer], me: Int, shards: Int) {
        master = ShardMaster(node: node, peers: peers, me: me, shards: shards)
    }
    func inspect() -> ShardMasterState {
        ShardMasterState(configurations: [], duplicateTableEntries: 0, waitingRequests: 0)
    }
}

private actor SkipsANumber: Boaster {
    nonisolated let master: ShardMaster
    init(node: Node, peers: [Peer], me: Int, shards: Int) {
        master = ShardMaster(node: node, peers: peers, me: me, shards: shards)
    }
    func inspect() -> ShardMasterState {
        ShardMasterState(
            configurations: [ShardConfig(), ShardConfig(number: 7, shards: ShardConfig().shards, groups: [:])],
            duplicateTableEntries: 0, waitingRequests: 0)
    }
}

/// The reference, but for what the Raft server inside says of itself.
private actor CommitsWhatIsNotThere: ShardMasterServer {
    actor Raft: RaftPeer {
        nonisolated let raft: Lab2Raft.Raft
        nonisolated var node: Node { raft.node }
        init(node: Node, peers: [Peer], me: Int, apply: @escaping Apply) {
            raft = Lab2Raft.Raft(node: node, peers: peers, me: me, apply: apply)
        }
        init(inside raft: Lab2Raft.Raft) { self.raft = raft }
        func run() async throws { try await raft.run() }
        func start(_ command: [UInt8]) -> Submission { raft.assumeIsolated { $0.start(command) } }
        func status() -> (term: Int, isLeader: Bool) { raft.assumeIsolated { $0.status() } }
        func logTerm(at index: Int) -> Int? { raft.assumeIsolated { $0.logTerm(at: index) } }
        func inspect() -> RaftState {
            var state = raft.assumeIsolated { $0.inspect() }
            if state.role == .leader { state.commitIndex = 7 }
            return state
        }
    }
    let master: ShardMaster
    nonisolated let raft: Raft
    nonisolated let node: Node
    init(node: Node, peers: [Peer], me: Int, shards: Int) {
        master = ShardMaster(node: node, peers: peers, me: me, shards: shards)
        raft = Raft(inside: master.raft)
        self.node = node
    }
    func run() async throws { try await master.run() }
    func inspect() -> ShardMasterState { master.assumeIsolated { $0.inspect() } }
    static func rebalanced(_ shards: [Int], among groups: [Int: [String]]) -> [Int] {
        ShardMaster.rebalanced(shards, among: groups)
    }
}

/// The reference's clerk, but for what it answers.
private protocol Liar: ShardMasterClerk {
    var clerk: Clerk { get }
}

extension Liar {
    func join(_ groups: [Int: [String]]) async throws { try await clerk.join(groups) }
    func leave(_ groups: [Int]) async throws { try await clerk.leave(groups) }
    func move(shard: Int, to group: Int) async throws { try await clerk.move(shard: shard, to: group) }
}

private actor Invents: Liar {
    nonisolated let node: Node
    let clerk: Clerk
    init(node: Node, servers: [Peer]) { (self.node, clerk) = (node, Clerk(node: node, servers: servers)) }
    func query(_ number: Int) async throws -> ShardConfig {
        ShardConfig(number: 3, shards: ShardConfig().shards, groups: [:])
    }
}

private actor NeverAnswers: Liar {
    nonisolated let node: Node
    let clerk: Clerk
    init(node: Node, servers: [Peer]) { (self.node, clerk) = (node, Clerk(node: node, servers: servers)) }
    func query(_ number: Int) async throws -> ShardConfig {
        try await node.clock.sleep(for: .seconds(1000))
        return ShardConfig()
    }
}
