import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// A story of a cluster, told step by step to a monitor: what each server looks like after each of its steps.
struct Story {
    private var monitor: SafetyMonitor
    private var seconds = 0.0
    /// The servers that were seen before.
    private var known: Set<Int> = []
    /// The time from one step to the next, in seconds.
    var pace = 0.1

    init(servers: Int = 3, stage: Stage = .persistence) {
        monitor = SafetyMonitor(size: servers, stage: stage)
    }

    /// A server takes a step and looks like this: its term, vote, log (the terms of its entries) and commit index. What it
    /// looks like first, it was told by its disk: a story may begin in the middle.
    mutating func step(
        _ server: Int, _ role: Role = .follower, term: Int, vote: Int? = nil, log: [Int] = [], commit: Int = 0,
        isRestart: Bool = false, handling request: Request? = nil
    ) throws {
        seconds += pace
        let isRestart = isRestart || known.insert(server).inserted
        try monitor.look(
            at: server, Self.state(role, term, vote, log, commit), isRestart: isRestart, seconds: seconds,
            handling: request
        ) { log.indices.contains($0 - 1) ? log[$0 - 1] : nil }
    }

    /// A server wins an election with the votes of others, which have the same log.
    mutating func elect(_ server: Int, voters: [Int], term: Int, log: [Int] = []) throws {
        try step(server, .candidate, term: term, vote: server, log: log)
        for voter in voters { try step(voter, term: term, vote: server, log: log) }
        try step(server, .leader, term: term, vote: server, log: log)
    }

    /// A server was started.
    mutating func start(_ server: Int) { monitor.serverDidStart(server, seconds: seconds) }

    /// A server answers a request.
    mutating func reply(_ server: Int) { monitor.didSend(from: server, isReply: true) }

    /// An answer of a server that was in `term` arrives at another.
    mutating func answer(from other: Int, term: Int, to server: Int) {
        monitor.replyDidArrive(at: server, from: other, term: term, seconds: seconds)
    }

    /// What a restart right now would find on a server's disk.
    func trial(_ server: Int, term: Int, vote: Int? = nil, log: [Int] = []) throws {
        try monitor.checkTrial(of: server, Self.state(.follower, term, vote, log, 0)) {
            log.indices.contains($0 - 1) ? log[$0 - 1] : nil
        }
    }

    mutating func submit(_ command: String, to server: Int, index: Int, term: Int) throws {
        let submission = Submission(index: index, term: term, isLeader: true)
        try monitor.didSubmit(Array(command.utf8), to: server, submission)
    }

    mutating func apply(_ command: String, on server: Int, index: Int, term: Int) throws {
        try monitor.didApply(Array(command.utf8), index: index, term: term, by: server)
    }

    private static func state(_ role: Role, _ term: Int, _ vote: Int?, _ log: [Int], _ commit: Int) -> RaftState {
        RaftState(
            role: role, term: term, votedFor: vote, lastIndex: log.count, lastTerm: log.last ?? 0, commitIndex: commit)
    }
}

/// The end of a story violates a rule, in exactly this way.
func assertViolates(
    _ kind: LabFailure.Kind, nodes: [Int], term: Int?, index: Int? = nil, section: String, says words: [String],
    file: StaticString = #filePath, line: UInt = #line, _ end: () throws -> Void
) {
    XCTAssertThrowsError(try end(), file: file, line: line) { error in
        guard let failure = error as? LabFailure else { return XCTFail("\(error)", file: file, line: line) }
        XCTAssertEqual(failure.kind.rawValue, kind.rawValue, failure.message, file: file, line: line)
        XCTAssertEqual(failure.nodes, nodes, "nodes", file: file, line: line)
        XCTAssertEqual(failure.term, term, "term", file: file, line: line)
        XCTAssertEqual(failure.index, index, "index", file: file, line: line)
        XCTAssertEqual(failure.section, section, "section", file: file, line: line)
        let text = failure.message + " " + (failure.question ?? "")
        XCTAssertNotNil(failure.question, file: file, line: line)
        for word in words {
            XCTAssert(text.contains(word), "'\(word)' is not in: \(text)", file: file, line: line)
        }
    }
}

extension SafetyMonitor {
    /// For servers that are called as in Lab 2.
    init(size: Int, stage: Stage) { self.init(names: (0..<size).map { "S\($0)" }, stage: stage) }
}
