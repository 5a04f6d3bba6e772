@testable import Lab2Raft

/// Cores that are driven by chance: a tiny scheduler that delivers, loses, duplicates and reorders messages, crashes
/// servers and starts them again from what they had saved. There is no time: whatever can happen can happen next.
struct RandomCluster {
    enum Message {
        case voteRequest(RequestVote, to: Int)
        case vote(RequestVote.Reply, to: RequestVote, from: Int)
        case entries(AppendEntries, to: Int)
        case answer(AppendEntries.Reply, to: AppendEntries, from: Int)
    }

    /// Long enough for some dozen terms, and short enough to be checked often.
    private static let longestLog = 40

    /// How often what happens: different for each seed, since rare orders of events need different kinds of trouble.
    private struct Weights {
        var election, restart, submission, sending, message: Int
        /// Of ten messages that are touched, so many are lost, and so many come again.
        var lost, duplicated: Int
        /// Of ten messages, so many overtake all others: then the cluster moves on quickly, and what is left behind
        /// arrives when nobody waits for it any more.
        var hasty: Int
        /// How many messages can be on their way: the more, the older some get.
        var inFlight: Int

        init(_ random: inout SplitMix) {
            election = random.below(5) + 1
            restart = random.below(2)
            submission = random.below(10) + 2
            sending = random.below(30) + 10
            message = random.below(60) + 30
            lost = random.below(4)
            duplicated = random.below(4)
            hasty = random.below(10)
            inFlight = random.below(80) + 5
        }

        var total: Int { election + restart + submission + sending + message }
    }

    private(set) var cores: [RaftCore]
    private(set) var checks: SafetyChecks
    /// What would be on the disks; a crash leaves nothing else.
    private var disks: [RaftCore.PersistentState]
    private var messages: [Message] = []
    private var random: SplitMix
    private let weights: Weights
    private var commands = 0

    init(size: Int, seed: UInt64) {
        cores = (0..<size).map { RaftCore(me: $0, peerCount: size) }
        disks = cores.map(\.persistent)
        checks = SafetyChecks(size: size)
        random = SplitMix(seed: seed)
        weights = Weights(&random)
    }

    // MARK: - The safety phase

    /// Lets one thing happen.
    /// - Throws: `SafetyChecks.Violation` if it broke a property.
    mutating func step() throws {
        var choice = random.below(weights.total)
        func falls(in weight: Int) -> Bool {
            choice -= weight
            return choice < 0
        }
        if falls(in: weights.election) {
            try startElection(random.below(cores.count))
        } else if falls(in: weights.restart) {
            try restart(random.below(cores.count))
        } else if falls(in: weights.submission) {
            try submit(to: anyLeader())
        } else if falls(in: weights.sending) {
            sendEntries(from: anyLeader(), to: random.below(cores.count), atMost: random.below(4))
        } else {
            try touchMessage()
        }
        if messages.count > weights.inFlight { takeAnyMessage() }
    }

    /// Some server that believes it leads; any other if there is none.
    private mutating func anyLeader() -> Int {
        let start = random.below(cores.count)
        let inTurn = (0..<cores.count).map { (start + $0) % cores.count }
        return inTurn.first { cores[$0].isLeader } ?? start
    }

    /// Takes any message, whatever its age: delivers it, loses it, or delivers it and keeps it to come again.
    private mutating func touchMessage() throws {
        guard !messages.isEmpty else { return }
        let fate = random.below(10)
        let message = random.below(10) < weights.hasty ? messages.removeLast() : takeAnyMessage()
        if fate < weights.lost { return }
        if fate < weights.lost + weights.duplicated { messages.append(message) }
        try deliver(message)
    }

    @discardableResult
    private mutating func takeAnyMessage() -> Message {
        messages.remove(at: random.below(messages.count))
    }

    private mutating func startElection(_ server: Int) throws {
        let request = try change(server) { $0.startElection() }
        guard let request else { return }
        for peer in cores.indices where peer != server { messages.append(.voteRequest(request, to: peer)) }
    }

    private mutating func submit(to server: Int) throws {
        guard cores[server].isLeader, cores[server].log.lastIndex < Self.longestLog else { return }
        commands += 1
        let command = [UInt8(truncatingIfNeeded: commands), UInt8(truncatingIfNeeded: commands >> 8)]
        _ = try change(server) { $0.append(command) }
    }

    /// Sends what the core says, or less: a limit on the size of messages must do no harm.
    private mutating func sendEntries(from server: Int, to peer: Int, atMost limit: Int = .max) {
        guard peer != server, var request = cores[server].appendEntries(for: peer) else { return }
        request.entries = Array(request.entries.prefix(limit))
        messages.append(.entries(request, to: peer))
    }

    private mutating func restart(_ server: Int) throws {
        cores[server] = RaftCore(me: server, peerCount: cores.count, restored: disks[server])
        checks.serverDidRestart(server)
    }

    private mutating func deliver(_ message: Message) throws {
        switch message {
        case .voteRequest(let request, let server):
            let reply = try change(server) { $0.answer(request) }
            messages.append(.vote(reply, to: request, from: server))
        case .vote(let reply, let request, let voter):
            _ = try change(request.candidateID) { $0.receive(reply, to: request, from: voter) }
        case .entries(let request, let server):
            let reply = try change(server) { $0.answer(request).reply }
            messages.append(.answer(reply, to: request, from: server))
        case .answer(let reply, let request, let follower):
            try change(request.leaderID) { $0.receive(reply, to: request, from: follower) }
        }
    }

    /// Runs a rule on one server, saves if the core says so, checks all properties, and applies what is committed.
    private mutating func change<Result>(_ server: Int, _ rule: (inout RaftCore) -> Result) throws -> Result {
        let before = cores[server]
        let result = rule(&cores[server])
        if cores[server].mustSave {
            disks[server] = cores[server].persistent
            cores[server].didSave()
        }
        try checks.serverDidChange(server, from: before, in: cores)
        while case .entry(let entry, let index)? = cores[server].nextToApply() {
            try checks.serverDidApply(entry, at: index, on: server)
        }
        return result
    }

    // MARK: - The liveness phase

    /// Ends all trouble, elects a leader that can be elected, and lets it replicate.
    /// - Returns: whether every server then has the same log, committed to its end, with a new entry.
    mutating func settles() throws -> Bool {
        messages = []
        let newest = cores.indices.max { left, right in
            let end = cores[right].log
            return end.isMoreUpToDate(thanOneEndingAt: cores[left].log.lastIndex, inTerm: cores[left].log.lastTerm)
        }!
        // It may lead an old term; and its first candidacy may only tell it how far the others' terms are.
        try restart(newest)
        for _ in 0..<2 where !cores[newest].isLeader {
            try startElection(newest)
            try deliverAll()
        }
        guard try change(newest, { $0.append([]) }) != nil else { return false }
        // One round trip for each term in a follower's log, and two to bring the entries and the commit index.
        for _ in 0..<(Self.longestLog + 2) {
            for peer in cores.indices { sendEntries(from: newest, to: peer) }
            try deliverAll()
        }
        let log = cores[newest].log
        return cores.allSatisfy { $0.log == log && $0.commitIndex == log.lastIndex }
    }

    private mutating func deliverAll() throws {
        while !messages.isEmpty { try deliver(messages.removeFirst()) }
    }
}
