extension RaftCluster {
    /// A leader must commit some commands, one after the other, in a certain time. If it leads no more, nothing is asked.
    /// - Throws: `tooSlow`.
    public func expectCommits(of count: Int, by leader: Int, within limit: Duration) async throws {
        let start = world.seconds
        for number in 0..<count {
            let submission = submit("one after the other, \(number)", to: leader)
            guard let submission, submission.isLeader else { return }
            while inspect(leader)?.commitIndex ?? 0 < submission.index {
                guard world.seconds - start <= limit / .seconds(1) else {
                    throw notSentAtOnce(leader, number, of: count, within: limit)
                }
                try await sleep(for: .milliseconds(1))
            }
        }
    }

    private func notSentAtOnce(_ leader: Int, _ number: Int, of count: Int, within limit: Duration) -> LabFailure {
        LabFailure(
            .tooSlow, nodes: [leader], term: status(of: leader)?.term, section: "5.3",
            message: """
                S\(leader) was given \(count) commands, each when the one before was committed. It has committed \(number) of \
                them in \((limit / .seconds(1)).formatted()) s, though a message takes a few milliseconds. \(situation)
                """,
            question: """
                When does a new command leave for the followers: at once, or with the next heartbeat? And when is the answer \
                counted?
                """)
    }
}
