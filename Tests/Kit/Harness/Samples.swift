import Foundation

@testable import Harness

/// A run for reports and results files.
func sampleResult(seed: UInt64 = 0x2a, failure: LabFailure? = nil, hints: [String] = [], events: [String] = [])
    -> RunResult
{
    var names = MachineNames()
    for server in 0..<3 { _ = names.add("S\(server)", isServer: true) }
    return RunResult(
        seed: seed, failure: failure, virtualSeconds: 12.5, servers: 3, rpcs: 1200, bytes: 45_678, commits: 7,
        digest: "00000000000000ff", steps: 1, wallMilliseconds: 3.25,
        options: "3 servers, reliable network, messages take 0.1 to 1.0 ms, true clocks", names: names, hints: hints,
        paper: "the Raft paper",
        beginning: nil,
        events: events)
}

// What a lab adds.

extension LabFailure.Kind {
    static let noLeader = Self(rawValue: "noLeader")
    static let votedTwice = Self(rawValue: "votedTwice")
    static let applyMismatch = Self(rawValue: "applyMismatch")
    static let wrongValue = Self(rawValue: "wrongValue")
}

extension Beginning {
    static let election = Beginning(part: "Lab 2A", fact: "no votes", place: "begin in run()", advice: "with a timer")
    static let log = Beginning(part: "Lab 2B", fact: "no entries", place: "begin in start()", advice: "with an entry")
}

/// A failure that names everything.
var sampleFailure: LabFailure {
    var failure = LabFailure(
        .applyMismatch, nodes: [0, 2], term: 4, index: 7,
        message: "S2 applied 'b' at index 7, where S0 had applied 'a'. How could that be?")
    failure.virtualTime = 3.25
    return failure
}

/// A new path for a file, which is removed when the test is over.
func temporaryPath() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("quorum-\(UUID().uuidString).jsonl").path
}

/// The objects in a results file, and what isn't one as an error.
func lines(of path: String) throws -> [[String: Any]] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return try text.split(separator: "\n").map { line in
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        guard let object = object as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
        return object
    }
}
