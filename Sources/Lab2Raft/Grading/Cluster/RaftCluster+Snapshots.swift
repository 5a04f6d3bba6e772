import Harness
import LabKit

/// What happens to a server while others go on, so that it needs a snapshot afterwards.
public enum SnapshotVictims: Sendable {
    /// Nothing.
    case none
    /// It is cut off.
    case disconnected
    /// It crashes.
    case crashed
}

extension RaftCluster {
    /// MIT's snapshot scenario: thirty rounds of commands, while a service takes a snapshot after every tenth entry. In
    /// each round a server may be away, in every third the leader.
    /// - Parameters:
    ///   - victims: what happens to it.
    ///   - rounds: how many rounds (MIT: 30).
    public func runWithSnapshots(victims: SnapshotVictims, rounds: Int = 30) async throws {
        snapshotInterval = 10
        try await agree(on: "the first", servers: size, retry: true)
        var leader = try await checkOneLeader()
        for round in 0..<rounds {
            let isLeadersTurn = round % 3 == 1
            let victim = isLeadersTurn ? leader : (leader + 1) % size
            let sender = isLeadersTurn ? (leader + 1) % size : leader
            switch victims {
            case .none: break
            case .disconnected:
                disconnect(victim)
                try await agree(on: "round \(round), without S\(victim)", servers: size - 1, retry: true)
            case .crashed:
                crash(victim)
                try await agree(on: "round \(round), without S\(victim)", servers: size - 1, retry: true)
            }
            // Perhaps enough for a snapshot that the victim lacks.
            for number in 0..<(5 + random(below: 10)) { _ = submit("round \(round), \(number)", to: sender) }
            let present = victims == .none ? size : size - 1
            try await agree(on: "round \(round), the last", servers: present, retry: true)
            try expectLogs(atMost: 2000)
            if victims != .none {
                start(victim)
                try await agree(on: "round \(round), with all", servers: size, retry: true)
                leader = try await checkOneLeader()
            }
        }
    }

    /// No server's saved Raft state may take more bytes.
    /// - Throws: `tooManyBytes`.
    public func expectLogs(atMost bound: Int) throws {
        for server in 0..<size {
            let count = raftStateSize(of: server)
            guard count > bound else { continue }
            throw LabFailure(
                .stateTooLarge, nodes: [server], term: status(of: server)?.term, section: "7",
                message: """
                    S\(server)'s Raft state takes \(count) bytes on its disk; \(bound) are allowed, since the service takes \
                    snapshots. \(situation)
                    """,
                question: """
                    A snapshot stands for all entries up to its index: are they removed from the log, and is the shorter log \
                    saved together with the snapshot?
                    """)
        }
    }

    /// A server's service must have everything up to an index in time, though nobody asks for anything new.
    /// - Parameter event: ends the sentence "within 4 s after".
    public func expectApplied(upTo index: Int, on server: Int, within limit: Duration, after event: String) async throws
    {
        let start = world.seconds
        while world.seconds - start < limit / .seconds(1) {
            if lastApplied(on: server) >= index { return }
            try await sleep(for: .milliseconds(20))
        }
        throw LabFailure(
            .noAgreement, nodes: [server], index: index, section: "7",
            message: """
                S\(server)'s service has what was committed up to index \(lastApplied(on: server)) only, and not up to \(index), \
                \((limit / .seconds(1)).formatted()) s after \(event). \(situation)
                """,
            question: """
                A snapshot that arrives, or is on the disk when a server starts, is handed to the service at once: what wakes the \
                task that applies?
                """)
    }

    /// A command must come after another in the log.
    public func expect(_ index: Int, isAfter earlier: Int) throws {
        guard index <= earlier else { return }
        throw LabFailure(
            .wrongSubmission, nodes: connectedServers, index: index, section: "7",
            message: "a command was agreed on at index \(index), although index \(earlier) was taken before it.",
            question: "Do indexes go on where they were, when a server restarts from a snapshot?")
    }
}
