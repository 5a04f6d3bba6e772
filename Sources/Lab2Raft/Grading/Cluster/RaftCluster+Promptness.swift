import Harness

extension RaftCluster {
    /// A leader must commit some rounds of commands, one after the other, in a certain time. A round is one, two or three
    /// commands at the same instant. If the leader leads no more, nothing is asked.
    /// - Throws: `tooSlow`.
    public func expectCommits(ofRounds count: Int, by leader: Int, within limit: Duration) async throws {
        let start = world.seconds
        for round in 0..<count {
            let submissions = (0...round % 3).map { submit("round \(round), number \($0)", to: leader) }
            guard let last = submissions.last ?? nil, last.isLeader else { return }
            while inspect(leader)?.commitIndex ?? 0 < last.index {
                guard world.seconds - start <= limit / .seconds(1) else {
                    throw notSentAtOnce(leader, round, of: count, within: limit)
                }
                try await sleep(for: .milliseconds(1))
            }
        }
    }

    private func notSentAtOnce(_ leader: Int, _ round: Int, of count: Int, within limit: Duration) -> LabFailure {
        LabFailure(
            .tooSlow, nodes: [leader], term: status(of: leader)?.term, section: "5.3",
            message: """
                S\(leader) was given one, two or three commands at once, and the next when those were committed. It has \
                committed \(round) of \(count) such rounds in \((limit / .seconds(1)).formatted()) s, though a message takes a \
                few milliseconds. \(situation)
                """,
            question: """
                When does a new command leave for the followers: at once, or with the next heartbeat? And one that was \
                submitted together with others? When is the answer counted?
                """)
    }
}
