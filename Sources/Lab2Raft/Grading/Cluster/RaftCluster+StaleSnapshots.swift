import Harness

extension RaftCluster {
    /// A follower that has come to newer terms while it was alone is sent snapshots by a leader of an older one, who hears nothing
    /// of it.
    /// - Throws: `wrongSnapshot` if it takes one, `noLeader` if it holds no elections because of them.
    public func sendStaleSnapshots() async throws {
        snapshotInterval = 5
        try await agree(on: "with all", servers: size, retry: true)
        let behind = (try await checkOneLeader() + 1) % size
        disconnect(behind)
        for number in 0..<20 { try await agree(on: "with two, \(number)", servers: size - 1, retry: true) }
        try await sleep(for: .seconds(2))
        let leader = try await checkOneLeader()
        for server in 0..<size where server != behind { setLink(from: behind, to: server, isUp: false) }
        connect(behind)
        for _ in 0..<50 {
            let before = inspect(behind)?.snapshotIndex ?? 0
            try await sleep(for: .milliseconds(20))
            guard let its = inspect(behind), let term = status(of: leader)?.term, its.term > term else { continue }
            if its.snapshotIndex > before {
                throw tookStaleSnapshot(behind, its.term, its.snapshotIndex, from: leader, term)
            }
        }
        // Who asks before it begins a term is in none of its own, and may follow this leader.
        guard let its = inspect(behind), let leaders = inspect(leader), leaders.role == .leader, its.term > leaders.term
        else { return }
        let waits = try await waitsBeforeElections(of: behind, count: 2, within: .seconds(4))
        if waits.isEmpty { throw waitsForAStaleLeader(behind, leader) }
    }

    private func waitsForAStaleLeader(_ server: Int, _ leader: Int) -> LabFailure {
        LabFailure(
            .noLeader, nodes: [server, leader], term: status(of: server)?.term, section: "5.2",
            message: """
                S\(server) started less than two elections in 4 s, though all that it hears are snapshots from S\(leader), who \
                leads an older term. \(situation)
                """,
            question: """
                Only requests of the current term's leader restart the election timer: is that so for InstallSnapshot, too?
                """)
    }

    private func tookStaleSnapshot(
        _ server: Int, _ term: Int, _ index: Int, from leader: Int, _ older: Int
    ) -> LabFailure {
        LabFailure(
            .wrongSnapshot, nodes: [server, leader], term: term, index: index, section: "7",
            message: """
                S\(server) is in term \(term), and took a snapshot up to index \(index) from S\(leader), who leads the older term \
                \(older).
                """,
            question: """
                InstallSnapshot is a request like the others: what does its receiver look at first, and what does it answer if the \
                sender's term is older than its own (Figure 13, step 1)?
                """)
    }
}
