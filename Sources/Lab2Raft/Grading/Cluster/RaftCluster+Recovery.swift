import Harness
import LabKit
import LabRPC
import Simulation

// Liveness: whatever a scenario did to a cluster, once every fault has ended it must work again, and soon.

extension RaftCluster {
    /// Ends every fault, starts and connects all servers, and waits until the cluster works again.
    /// - Parameter stage: what working means: a leader, or a new command that all servers have applied.
    /// - Throws: `notRecovered` with what stands in the way.
    func recover(to stage: Stage) async throws {
        endFaults()
        let leader = try await waitForLeader(within: .seconds(5))
        guard stage >= .replication else { return }
        do {
            try await agree(on: "after every fault", servers: size, retry: true, within: .seconds(10))
        } catch let failure as LabFailure where failure.kind == .noAgreement {
            throw LabFailure(
                .notRecovered, nodes: connectedServers, term: status(of: leader)?.term, section: "5.3",
                message: """
                    all faults of the scenario have ended, all servers run and are connected, but in 10 seconds no new \
                    command was applied by all of them. \(situation) \(obstacles)
                    """,
                question: stuckQuestion(leader))
        }
    }

    /// Ends every fault; starts and connects all servers.
    package func endFaults() {
        world.endFaults(among: group.numbers)
        for server in 0..<size { setServicePause(nil, of: server) }
        heal()
        startAll()
    }

    /// What to ask when there is a leader, but no progress.
    func stuckQuestion(_ leader: Int) -> String {
        let states = (0..<size).compactMap { inspect($0) }
        let hasSameLogs = states.allSatisfy {
            $0.lastIndex == states[0].lastIndex && $0.lastTerm == states[0].lastTerm
        }
        guard hasSameLogs, let state = inspect(leader), state.commitIndex < state.lastIndex else {
            return """
                A leader retries AppendEntries until every follower has its log, stepping back where they conflict: \
                which follower does not get on, and what does it answer?
                """
        }
        return """
            All logs are the same, and yet S\(leader) does not commit what is in them: what does it take from a successful \
            reply, and for which N does it raise commitIndex (Figure 2, rules for leaders)?
            """
    }

    package func waitForLeader(within limit: Duration) async throws -> Int {
        let start = world.seconds
        while world.seconds - start < limit / .seconds(1) {
            if let leader = newestLeaders.first { return leader }
            try await sleep(for: .milliseconds(20))
        }
        throw LabFailure(
            .notRecovered, nodes: connectedServers, section: "5.2",
            message: """
                all faults of the scenario have ended, all servers run and are connected, but in \
                \((limit / .seconds(1)).formatted()) seconds no leader was elected. \(situation) \(obstacles)
                """,
            question: """
                A follower that hears from no leader for a randomised time becomes a candidate, and so does a candidate \
                that neither won nor lost: whose timer stands still, or who refuses its vote without a reason?
                """)
    }

    /// Who leads the newest term that anybody knows.
    private var newestLeaders: [Int] {
        let states = (0..<size).compactMap { server in status(of: server).map { (server, $0) } }
        let newest = states.map(\.1.term).max()
        return states.filter { $0.1.isLeader && $0.1.term == newest }.map(\.0)
    }

    /// What is known about why there is no progress: whose timer never fired, and who didn't vote for whom.
    var obstacles: String {
        guard let cluster = rules.monitor?.cluster else { return "" }
        if cluster.servers.allSatisfy({ $0.lastCandidacy == nil }) {
            return "No server was ever a candidate: no election timer fired."
        }
        var sentences: [String] = []
        for server in 0..<size where cluster.servers[server].state.role != .leader {
            guard let last = cluster.servers[server].lastCandidacy else {
                sentences.append("S\(server) was never a candidate: its election timer did not fire.")
                continue
            }
            let seconds = (world.seconds - last).formatted(.number.precision(.fractionLength(1)))
            if world.seconds - last > 3 { sentences.append("S\(server) was last a candidate \(seconds) s ago.") }
        }
        guard let term = cluster.candidates.keys.max(), let candidates = cluster.candidates[term] else {
            return sentences.joined(separator: " ")
        }
        for candidate in candidates.keys.sorted() {
            let refusals = (0..<size).compactMap { refusal(of: $0, to: candidate, in: term, cluster) }
            if !refusals.isEmpty {
                sentences.append("In term \(term) S\(candidate) asked for votes: \(refusals.joined(separator: "; ")).")
            }
        }
        return sentences.joined(separator: " ")
    }

    /// What a tutor asks when none of these servers leads.
    func electionQuestion(among servers: [Int]) -> String {
        let candidacies = servers.compactMap { rules.monitor?.cluster.servers[$0].lastCandidacy }
        guard let last = candidacies.max() else {
            return """
                Does the election timer fire when nothing is heard, and does the server then raise its term and ask all others \
                for their votes?
                """
        }
        guard world.seconds - last < 3 else {
            return "What does a candidate do that neither wins nor loses: when does it begin the next election?"
        }
        return """
            Elections are held, but not won: are all others asked at once, does a candidate vote for itself, and when does it \
            look whether it has the votes of \(size / 2 + 1) of \(size)?
            """
    }

    private func refusal(of voter: Int, to candidate: Int, in term: Int, _ cluster: ClusterView) -> String? {
        guard voter != candidate, let end = cluster.candidates[term]?[candidate] else { return nil }
        if let other = cluster.votes[term]?[voter] { return other == candidate ? nil : "S\(voter) voted for S\(other)" }
        let state = cluster.servers[voter].state
        let isBehind = end.term != state.lastTerm ? end.term < state.lastTerm : end.index < state.lastIndex
        return isBehind ? "S\(voter) did not, its log is more up-to-date" : "S\(voter) did not vote"
    }
}
