import Harness
import LabKit

/// Holds a cluster to all rules while a scenario runs. It is told whatever happens to a server, and looks at it again.
struct SafetyMonitor {
    private(set) var cluster: ClusterView
    /// In the order in which they are asked. Who sends what is asked first, since a server that believes a false leader is its
    /// victim.
    private var rules: [any Rule] = [
        FalseLeader(), FollowsLeader(), SnapshotRule(), OneVotePerTerm(), VotesAreAsked(), ElectionRestriction(),
        LeaderVotesQuorum(), ElectionSafety(), LeaderAppendOnly(), MonotonicCommitIndex(), EntriesOfTheLeader(),
        MonotonicTerms(), LogMatching(), CommitRule(), StateMachineSafety(), LeaderCompleteness(), RoleTransitions(),
        ElectionTimeout(), AcknowledgedCommands(),
    ]
    /// The places of those that wait for something.
    private let waiting: [Int]
    /// Nil where the solution isn't expected to survive crashes yet. It is no rule like others: it is asked when to try what
    /// a server would remember.
    private var durability: Durability?

    /// - Parameters:
    ///   - names: the servers' names.
    ///   - stage: how far the solution is expected to be.
    init(names: [String], stage: Stage) {
        cluster = ClusterView(names: names)
        rules.insert(TermExchange(size: names.count), at: 1)
        waiting = rules.indices.filter { [rules] in type(of: rules[$0]).waits }
        durability = stage >= .persistence ? Durability(size: names.count) : nil
    }

    /// Where all rules come from that Raft servers are held to.
    static var sources: [Source] {
        SafetyMonitor(names: [], stage: .persistence).rules.flatMap { type(of: $0).sources } + Durability.sources
            + StateOutsideDisk.sources
    }

    /// Whether what happens after a crash can be checked: a server that saves nothing breaks every rule.
    var followsCrashes: Bool { durability != nil }

    /// Looks at a server after a step.
    /// - Parameters:
    ///   - server: its number.
    ///   - state: what it looks like now.
    ///   - isRestart: whether it has crashed since the last look.
    ///   - seconds: the virtual time.
    ///   - request: the request that it has begun to handle in this step, if there is one.
    ///   - logTerm: the term of its entry at an index.
    /// - Throws: the first violation.
    mutating func look(
        at server: Int, _ state: RaftState, isRestart: Bool = false, seconds: Double,
        handling request: Request? = nil, logTerm: (Int) -> Int?
    ) throws(LabFailure) {
        guard isRestart || isNew(state, of: server) else {
            if let request { try didHandle(request, at: server, nil, seconds: seconds) }
            return
        }
        guard (0...Self.longestLog).contains(state.lastIndex) else {
            throw LabFailure(
                .misuse, nodes: [server], term: state.term, index: state.lastIndex,
                message: """
                    \(cluster.name(server))'s inspect() reports \(state.lastIndex) as the index of its last entry.
                    """,
                question: "Indexes count the commands from 1: which index has the last entry of an empty log?")
        }
        if isRestart { try durability?.check(server, state, isTrial: false, in: cluster, logTerm: logTerm) }
        try checkLogEnd(of: server, state, logTerm)
        let change = cluster.look(at: server, state, isRestart: isRestart, seconds: seconds, logTerm: logTerm)
        if let request { try didHandle(request, at: server, change, seconds: seconds) }
        if let change { try didChange(change, handling: request) }
        for index in rules.indices {
            try rules[index].didLook(at: server, isRestart: isRestart, seconds: seconds, in: cluster)
        }
    }

    private mutating func didHandle(
        _ request: Request, at server: Int, _ change: Change?, seconds: Double
    ) throws(LabFailure) {
        cluster.learn(request, at: server, change)
        for index in rules.indices {
            try rules[index].didHandle(request, at: server, change, seconds: seconds, in: cluster)
        }
    }

    private mutating func didChange(_ change: Change, handling request: Request?) throws(LabFailure) {
        durability?.didChange(change, in: cluster)
        do throws(LabFailure) {
            for index in rules.indices { try rules[index].didChange(change, in: cluster) }
        } catch {
            throw error.naming(request, change.isRestart ? change.server : nil, in: cluster)
        }
    }

    /// Whether a look at a server can find anything; five of six can't.
    private func isNew(_ state: RaftState, of server: Int) -> Bool {
        state != cluster.servers[server].state || waiting.contains { rules[$0].waits(for: server) }
    }

    /// The two ways to ask where a log ends must agree.
    private func checkLogEnd(of server: Int, _ state: RaftState, _ logTerm: (Int) -> Int?) throws(LabFailure) {
        let last = cluster.servers[server].state
        guard state.lastIndex != last.lastIndex || state.lastTerm != last.lastTerm else { return }
        let term = state.lastIndex == 0 ? 0 : logTerm(state.lastIndex)
        guard term != state.lastTerm else { return }
        throw LabFailure(
            .misuse, nodes: [server], term: state.term, index: state.lastIndex,
            message: """
                \(cluster.name(server))'s inspect() reports \(state.lastTerm) as the term of its last entry, at index \
                \(state.lastIndex), but its logTerm(at: \(state.lastIndex)) is \(term.map { "\($0)" } ?? "nil"). The \
                checks rest on both: let them report the server's own log (HANDOUT.md, chapter 5).
                """,
            question: "Are both answered from the same log, with the same first index?")
    }

    /// A server was started, for the first time or again.
    mutating func serverDidStart(_ server: Int, seconds: Double) {
        for index in rules.indices { rules[index].didStart(server, seconds: seconds) }
    }

    /// No log grows longer in a run; whoever reports more has lost count.
    private static let longestLog = 10_000_000

    /// An answer from a server that was in `term` arrives.
    mutating func replyDidArrive(at server: Int, from other: Int, term: Int, seconds: Double) {
        for index in rules.indices {
            rules[index].didHear(server, from: other, term: term, seconds: seconds, in: cluster)
        }
    }

    /// A message leaves a server, which was just looked at.
    package mutating func didSend(from server: Int, isReply: Bool) {
        durability?.didSend(from: server, isReply: isReply, in: cluster)
    }

    /// A server has lost its power in the middle of a step.
    /// - Parameters:
    ///   - server: its number.
    ///   - state: what it would look like at the end of that step.
    ///   - logTerm: the term of its entry at an index.
    mutating func powerDidFail(on server: Int, _ state: RaftState, logTerm: (Int) -> Int?) {
        // What it sent in that step before the save may arrive.
        if state.role == .leader { cluster.noteLeader(server, inTerm: state.term) }
        durability?.powerDidFail(on: server, state, in: cluster, logTerm: logTerm)
    }

    /// Whether to try what the server would remember if it crashed now.
    mutating func isTrialDue(for server: Int, chance: (Double) -> Bool) -> Bool {
        durability?.isTrialDue(for: server, in: cluster, chance: chance) ?? false
    }

    /// Compares what a trial restored with what the server has told others.
    /// - Throws: the violation.
    func checkTrial(of server: Int, _ restored: RaftState, logTerm: (Int) -> Int?) throws(LabFailure) {
        try durability?.check(server, restored, isTrial: true, in: cluster, logTerm: logTerm)
    }

    /// A server has answered `start`.
    /// - Throws: the violation.
    mutating func didSubmit(_ command: [UInt8], to server: Int, _ submission: Submission) throws(LabFailure) {
        for index in rules.indices { try rules[index].didSubmit(command, to: server, submission, in: cluster) }
    }

    /// A server has applied a command. Its commit index is compared at the next look, when the step is over.
    /// - Throws: the violation.
    mutating func didApply(_ command: [UInt8], index: Int, term: Int, by server: Int) throws(LabFailure) {
        for place in rules.indices {
            try rules[place].didApply(command, index: index, term: term, by: server, in: cluster)
        }
    }
}

extension LabFailure {
    /// The same with what brought it about: the request that the server was handling, whose sender may be the one to look at,
    /// or its restart.
    fileprivate func naming(
        _ request: Request?, _ restarted: Int?, in cluster: ClusterView
    ) -> LabFailure {
        var failure = self
        if let request, let server = nodes.first {
            let (receiver, sender) = (cluster.name(server), cluster.name(request.sender))
            failure.message += " \(receiver) was handling \(request.method.name) from \(sender)."
            failure.nodes = (nodes + [request.sender]).uniqued()
        }
        if let restarted {
            failure.message += " \(cluster.name(restarted)) has just restarted, and this is what it made of its disk."
            failure.question = """
                What was on the disk when it crashed, and does init take all of it over, and nothing else? What belongs \
                together must be saved together, and each change saved before anybody hears of it.
                """
        }
        return failure
    }
}
