import Harness
import LabRPC

// Snapshots that come in a row, to a candidate, or while the service is busy.

extension RaftCluster {
    /// A follower whose answers take four seconds lacks what the leader has no more, and the leader goes on: each heartbeat
    /// brings a newer snapshot than the one before. For a while, some arrive at the same instant.
    /// - Returns: the follower, which runs.
    /// - Throws: `unstableTerm` if it starts an election meanwhile.
    public func sendOneSnapshotAfterAnother() async throws -> Int {
        snapshotInterval = 3
        try await agree(on: "with all", servers: size, retry: true)
        let leader = try await checkOneLeader()
        let behind = (leader + 1) % size
        // It is down meanwhile, since alone it would begin terms of its own.
        crash(behind)
        for number in 0..<8 { try await agree(on: "with two, \(number)", servers: size - 1, retry: true) }
        for server in 0..<size where server != behind { setLatency(.seconds(4), from: behind, to: server) }
        conditions.arrivalInterval = .milliseconds(150)
        conditions.arrivalReceivers = [behind]
        start(behind)
        try await sleep(for: .milliseconds(300))
        let term = status(of: behind)?.term ?? 0
        for number in 0..<150 {
            _ = submit("in a row, \(number)", to: leader)
            try await sleep(for: .milliseconds(20))
            if number == 60 { conditions.arrivalInterval = .zero }
        }
        try expectSameTerm(term, as: status(of: behind)?.term ?? 0, though: "but that S\(behind)'s answers take 4 s")
        conditions.arrivalReceivers = nil
        for server in 0..<size { setLatency(nil, from: behind, to: server) }
        return behind
    }

    /// A server that is alone becomes a candidate in the very term that the others' leader leads, and then hears it. What it
    /// lacks the leader has only as a snapshot.
    /// - Parameter server: who is to be the candidate.
    public func sendSnapshotToCandidate(_ server: Int) async throws {
        crash(server)
        heal()
        // The others must be ahead, for alone it begins term after term.
        for _ in 0..<3 { restart(try await checkOneLeader()) }
        for number in 0..<8 { try await agree(on: "before, \(number)", servers: size - 1, retry: true) }
        let leader = try await checkOneLeader()
        for other in 0..<size where other != server {
            setLink(from: server, to: other, isUp: false)
            setLink(from: other, to: server, isUp: false)
        }
        start(server)
        let begin = world.seconds
        while world.seconds - begin < 6, let its = inspect(server), let leads = inspect(leader) {
            if its.role == .candidate, its.term == leads.term { break }
            try await sleep(for: .milliseconds(1))
        }
        for other in 0..<size where other != server { setLink(from: other, to: server, isUp: true) }
        try await sleep(for: .milliseconds(300))
        heal()
    }

    /// A follower's service is busy with an entry after which it takes a snapshot. Meanwhile the follower is cut off, and
    /// gets a snapshot of the leader's when it is back, before its service is done.
    public func overtakeService() async throws {
        let interval = 3
        snapshotInterval = interval
        try await agree(on: "with all", servers: size, retry: true)
        let slow = (try await checkOneLeader() + 1) % size
        while (lastApplied(on: slow) + 1) % interval != 0 {
            try await agree(on: "one more", servers: size, retry: true)
        }
        setServicePause(.seconds(5), of: slow)
        try await agree(on: "what takes long", servers: size, retry: true)
        disconnect(slow)
        setServicePause(nil, of: slow)
        for number in 0..<8 { try await agree(on: "with two, \(number)", servers: size - 1, retry: true) }
        connect(slow)
        try await sleep(for: .seconds(5))
        try await agree(on: "with all again", servers: size, retry: true)
        restart(slow)
        try await agree(on: "after its restart", servers: size, retry: true)
    }
}
