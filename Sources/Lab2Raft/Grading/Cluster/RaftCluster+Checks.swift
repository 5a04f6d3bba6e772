import Harness
import Foundation
import LabKit
import Simulation

// What scenarios ask of a cluster. Each check waits in virtual time as long as MIT's tester waits in real time, and
// throws a `LabFailure` that says what was wrong.

extension RaftCluster {
    // MARK: - Leaders and terms

    /// Waits until a connected server says it leads, and returns the leader of the newest term.
    ///
    /// Like MIT's: up to ten looks, the first after about half a second, each about half a second after the last. Several
    /// connected servers may say they lead, if each leads another term: an old leader may not have heard of the new one.
    /// - Parameter servers: among whom to look; nil for all that are connected.
    /// - Returns: the leader of the newest term that one of them leads.
    /// - Throws: `twoLeaders` if two connected servers lead one term; `noLeader` if no look found a leader, after about
    ///   5 seconds.
    @discardableResult
    public func checkOneLeader(among servers: [Int]? = nil) async throws -> Int {
        for _ in 0..<10 {
            try await sleep(for: .milliseconds(450 + random(below: 100)))
            if let leader = try newestLeader(among: servers ?? connectedServers) { return leader }
        }
        throw LabFailure(
            .noLeader, nodes: servers ?? connectedServers, section: "5.2",
            message: """
                no leader among \(names(servers ?? connectedServers)) after 5 seconds, though they are connected and a majority \
                of \(size). \(situation) \(obstacles) A follower that hears from no leader must start an election after a \
                randomised time-out.
                """,
            question: electionQuestion(among: servers ?? connectedServers))
    }

    /// The one of these servers that leads the newest term.
    /// - Throws: `twoLeaders` if two of them lead one term.
    private func newestLeader(among servers: [Int]) throws -> Int? {
        var leaders: [Int: Int] = [:]
        for server in servers {
            guard let status = status(of: server), status.isLeader else { continue }
            if let other = leaders[status.term] {
                throw LabFailure(
                    .twoLeaders, nodes: [other, server], term: status.term, section: "5.2",
                    message: """
                        S\(other) and S\(server) both lead term \(status.term). Election Safety: at most one leader a term.
                        """,
                    question: "Who voted for both, or who counted a vote of another term?")
            }
            leaders[status.term] = server
        }
        return leaders.max { $0.key < $1.key }?.value
    }

    /// Checks that all connected servers are in one term.
    /// - Returns: the term.
    @discardableResult
    public func checkTerms() throws -> Int {
        let terms = connectedServers.compactMap { server in status(of: server).map { (server, $0.term) } }
        guard let first = terms.first else { return 0 }
        if let other = terms.first(where: { $0.1 != first.1 }) {
            throw LabFailure(
                .termsDisagree, nodes: [first.0, other.0], term: max(first.1, other.1), section: "5.1",
                message: """
                    S\(first.0) is in term \(first.1), S\(other.0) in term \(other.1), though a leader has had time to \
                    reach both.
                    """,
                question: """
                    A server that sees a newer term adopts it: does it look at the term of every request, and of every reply?
                    """)
        }
        return first.1
    }

    /// Waits, looking often, until one of some servers says that it leads.
    /// - Returns: the server; nil if there was none in time.
    public func waitForLeader(among servers: [Int], within limit: Duration) async throws -> Int? {
        let start = world.seconds
        while world.seconds - start < limit / .seconds(1) {
            if let leader = try newestLeader(among: servers) { return leader }
            try await sleep(for: .milliseconds(20))
        }
        return nil
    }

    /// How long a server that is cut off waits before each of its elections. One that asks first whether it could win
    /// (PreVote, section 9.6 of Ongaro's thesis) begins no term that it can't lead; then its rounds of questions count.
    /// - Parameters:
    ///   - server: the server.
    ///   - count: how many waits are enough.
    ///   - limit: the longest time to watch.
    /// - Returns: the times, in virtual seconds.
    public func waitsBeforeElections(
        of server: Int, count: Int, within limit: Duration
    ) async throws -> [Double] {
        let start = world.seconds
        var (terms, rounds): ([Double], [Double]) = ([], [])
        var (term, calls, lastCall) = (status(of: server)?.term, callsMade(by: server), -1.0)
        while world.seconds - start < limit / .seconds(1), (terms.isEmpty ? rounds : terms).count <= count {
            try await sleep(for: .milliseconds(1))
            if status(of: server)?.term != term {
                term = status(of: server)?.term
                terms.append(world.seconds)
            }
            guard callsMade(by: server) > calls else { continue }
            calls = callsMade(by: server)
            // What is asked within so short a time is one round.
            if world.seconds - lastCall > 0.05 { rounds.append(world.seconds) }
            lastCall = world.seconds
        }
        let elections = terms.isEmpty ? rounds : terms
        return zip(elections.dropFirst(), elections).map { $0 - $1 }
    }

    /// Waits, for at most a second, until a server begins to handle another's next request.
    public func waitForRequest(from sender: Int, to receiver: Int) async throws {
        let (start, last) = (world.seconds, rules.lastHeard[receiver]?[sender])
        while world.seconds - start < 1, rules.lastHeard[receiver]?[sender] == last {
            try await sleep(for: .milliseconds(1))
        }
    }

    /// Checks that no connected server claims to lead.
    /// - Parameter servers: among whom to look; nil for all that are connected.
    public func checkNoLeader(among servers: [Int]? = nil) throws {
        for server in servers ?? connectedServers {
            guard let status = status(of: server), status.isLeader else { continue }
            throw LabFailure(
                .unexpectedLeader, nodes: [server], term: status.term, section: "5.2",
                message: """
                    S\(server) claims to lead term \(status.term), but no majority of the \(size) servers can talk to \
                    each other.
                    """,
                question: "Whose votes did it count?")
        }
    }

    // MARK: - Agreement

    /// Has a command committed: finds a leader, submits, and waits until `servers` servers have applied it.
    ///
    /// Like MIT's `one`: 2 seconds for each attempt.
    /// - Parameters:
    ///   - command: the command; unique within the scenario.
    ///   - servers: how many servers must apply it.
    ///   - retry: whether to submit again, as a client would, when it wasn't applied in 2 seconds.
    ///   - limit: the virtual time for all attempts together (MIT: 10 s).
    /// - Returns: the index at which it was applied.
    /// - Throws: `noAgreement`.
    @discardableResult
    public func agree(
        on command: String, servers: Int, retry: Bool, within limit: Duration = .seconds(10)
    ) async throws -> Int {
        let start = world.seconds
        var candidate = 0
        while world.seconds - start < limit / .seconds(1) {
            guard let index = submitToLeader(command, startingAt: &candidate) else {
                try await sleep(for: .milliseconds(50))
                continue
            }
            if try await isApplied(command, at: index, servers: servers) { return index }
            if !retry { throw noAgreement(on: command, at: index, servers: servers, within: .seconds(2)) }
        }
        throw noAgreement(on: command, at: nil, servers: servers, within: limit)
    }

    /// Submits to the connected servers in turn until one says it leads.
    private func submitToLeader(_ command: String, startingAt candidate: inout Int) -> Int? {
        for _ in 0..<size {
            candidate = (candidate + 1) % size
            guard isConnected(candidate), let submission = submit(command, to: candidate) else { continue }
            if submission.isLeader { return submission.index }
        }
        return nil
    }

    /// Waits up to 2 seconds until that very command is applied at that index by so many servers.
    private func isApplied(_ command: String, at index: Int, servers: Int) async throws -> Bool {
        let start = world.seconds
        while world.seconds - start < 2 {
            if committedCount(at: index) >= servers, self.command(at: index) == command { return true }
            try await sleep(for: .milliseconds(20))
        }
        return false
    }

    private func noAgreement(on command: String, at index: Int?, servers: Int, within limit: Duration) -> LabFailure {
        let place = index.map { " at index \($0)" } ?? ""
        let progress =
            index.map { committedCount(at: $0) }
            .map { $0 == 0 ? " No server applied anything there." : " \(serverCount($0)) applied something there." }
            ?? ""
        let leader = connectedServers.filter { status(of: $0)?.isLeader == true }
            .max { (inspect($0)?.term ?? 0) < (inspect($1)?.term ?? 0) }
        return LabFailure(
            .noAgreement, nodes: connectedServers, index: index, section: "5.3",
            message: """
                \(briefBytes(Array(command.utf8))) was not applied\(place) by \(serverCount(servers)) within \
                \((limit / .seconds(1)).formatted()) s; connected: \(names(connectedServers)).\(progress) \(situation) \
                \(leader == nil ? "None of them leads. \(obstacles)" : "") A leader appends the command, replicates it, commits \
                it once a majority has it, and tells the followers.
                """,
            question: leader.map(stuckQuestion) ?? electionQuestion(among: connectedServers))
    }

    /// Waits until so many servers have applied an index, for up to about 30 seconds.
    /// - Parameter term: give up when some server has gone beyond this term, nil to go on.
    /// - Returns: the command; nil if a newer term began.
    /// - Throws: `noAgreement` if too few applied it.
    public func waitForCommit(at index: Int, servers: Int, term: Int? = nil) async throws -> String? {
        var pause = Duration.milliseconds(10)
        for _ in 0..<30 {
            if committedCount(at: index) >= servers { return command(at: index) }
            try await sleep(for: pause)
            if pause < .seconds(1) { pause *= 2 }
            if let term, (0..<size).contains(where: { (status(of: $0)?.term ?? 0) > term }) { return nil }
        }
        guard committedCount(at: index) < servers else { return command(at: index) }
        throw LabFailure(
            .noAgreement, nodes: connectedServers, index: index, section: "5.3",
            message: """
                index \(index) was applied by \(serverCount(committedCount(at: index))) within 30 s, though it should \
                be by \(servers); connected: \(names(connectedServers)). \(situation)
                """,
            question: """
                A new leader brings every follower that it can reach up to date: which of them doesn't get on, and what does it \
                answer?
                """)
    }

    // MARK: - Words

    /// The servers that are connected.
    public var connectedServers: [Int] { (0..<size).filter { isConnected($0) } }

    /// Server numbers as people read them: `S0, S2 and S3`.
    public func names(_ servers: [Int]) -> String {
        let names = servers.map { "S\($0)" }
        guard let last = names.last else { return "no server" }
        return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A number of servers as people read it: `no server`, `1 server`, `3 servers`.
    func serverCount(_ count: Int) -> String {
        count == 0 ? "no server" : count == 1 ? "1 server" : "\(count) servers"
    }

    /// What every server is doing, in one sentence each.
    public var situation: String {
        (0..<size).map { server in
            guard let state = inspect(server) else { return "S\(server) is down." }
            let cutOff = isConnected(server) ? "" : ", cut off"
            return """
                S\(server)\(cutOff): \(state.role.rawValue) in term \(state.term), log up to \(state.lastIndex), \
                committed up to \(state.commitIndex).
                """
        }
        .joined(separator: " ")
    }
}
