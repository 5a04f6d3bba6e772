import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

typealias Body<Raft: RaftPeer> = @Sendable (RaftCluster<Raft>) async throws -> Void

/// Runs a scenario once.
///
/// Most stubs are no Raft, so they are held to no rule but what the scenario checks, unless a stage is named.
func runOnce<Raft: RaftPeer>(
    _ type: Raft.Type, servers: Int = 3, isUnreliable: Bool = false, timeLimit: Duration = .seconds(120),
    stage: Stage? = nil, seed: UInt64 = 1, _ body: @escaping Body<Raft>
) -> RunResult {
    Scenario(
        RaftCluster<Raft>.self, .init(servers: servers, stage: stage), isUnreliable: isUnreliable, timeLimit: timeLimit,
        body: body
    ).run(seed: seed)
}

/// The run passes.
func assertPasses<Raft: RaftPeer>(
    _ type: Raft.Type, servers: Int = 3, isUnreliable: Bool = false, seed: UInt64 = 1,
    file: StaticString = #filePath, line: UInt = #line, _ body: @escaping Body<Raft>
) {
    let result = runOnce(type, servers: servers, isUnreliable: isUnreliable, seed: seed, body)
    XCTAssertNil(result.failure, file: file, line: line)
}

/// The run fails, in exactly this way.
func assertFails<Raft: RaftPeer>(
    _ type: Raft.Type, _ kind: String, nodes: [Int] = [0, 1, 2], term: Int? = nil, index: Int? = nil,
    says words: [String], servers: Int = 3, timeLimit: Duration = .seconds(120),
    file: StaticString = #filePath, line: UInt = #line, _ body: @escaping Body<Raft>
) {
    let result = runOnce(type, servers: servers, timeLimit: timeLimit, body)
    guard let failure = result.failure else { return XCTFail("the run passed", file: file, line: line) }
    XCTAssertEqual(failure.kind.rawValue, kind, file: file, line: line)
    XCTAssertEqual(failure.nodes, nodes, "nodes", file: file, line: line)
    XCTAssertEqual(failure.term, term, "term", file: file, line: line)
    XCTAssertEqual(failure.index, index, "index", file: file, line: line)
    XCTAssertEqual(failure.virtualTime, result.virtualSeconds, "virtual time", file: file, line: line)
    let text = [failure.message, failure.question].compactMap { $0 }.joined(separator: " ")
    for word in words {
        XCTAssert(text.contains(word), "'\(word)' is not in: \(text)", file: file, line: line)
    }
}

/// What a scenario found out about its cluster, to be looked at when the run is over.
final class Findings<Value: Sendable>: @unchecked Sendable {
    // @unchecked: written on the run's thread, which is the test's own.
    var values: [Value] = []
}
