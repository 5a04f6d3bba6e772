import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import LabKit

/// All configurations that anybody was ever seen to have, held to the rules of Lab 4A: they form one sequence; each follows
/// from the one before by one request, executed once; and shards are divided evenly, moving as few as possible.
package struct ConfigurationLog: Sendable {
    private var known: [Int: ShardConfig] = [:]
    /// What was asked and has not led to a configuration yet.
    private var outstanding: [Int: ShardRequest] = [:]
    /// What has led to a configuration and was not answered yet.
    private var explained: [Int: ShardRequest] = [:]
    private var requestCount = 0
    /// The number of the latest configuration that anybody must know: whoever asks for the latest gets this or a later one.
    private(set) var floor = 0

    init(shards: Int) {
        known[0] = ShardConfig(shards: shards)
    }

    /// A configuration that was seen before.
    package subscript(number: Int) -> ShardConfig? { known[number] }

    /// The latest configuration that anybody was seen to have.
    package var latest: ShardConfig { known[known.keys.max()!]! }

    // MARK: - Requests

    /// An administrator asks for something.
    /// - Returns: the request's number, by which its end is told.
    mutating func begin(_ request: ShardRequest) -> Int {
        requestCount += 1
        outstanding[requestCount] = request
        return requestCount
    }

    /// A request was answered as done: some configuration must show it.
    /// - Parameters:
    ///   - since: `floor` when it began.
    /// - Throws: `lostCommand`.
    mutating func end(_ number: Int, _ request: ShardRequest, since: Int) throws(LabFailure) {
        // Whatever it led to, or would have led to if it came again, is done. If that was put down to another's request, which
        // is the same, then the other's is yet to come.
        explained[number] = nil
        if outstanding.removeValue(forKey: number) != nil,
            let twin = explained.keys.filter({ explained[$0] == request }).min()
        {
            outstanding[twin] = explained.removeValue(forKey: twin)
        }
        if let first = known.keys.sorted().first(where: { $0 >= since && request.isVisible(in: known[$0]!) }) {
            floor = max(floor, first)
            return
        }
        throw LabFailure(
            .lostCommand, index: latest.number,
            message: """
                the \(request) was answered as done, but no configuration from number \(since) to \(latest.number), the latest, \
                shows it.
                """,
            question:
                """
                Is a clerk answered before its command is committed and executed? Does each change add a configuration, and name \
                the servers that a join names, also of a group that is there already?
                """
        )
    }

    // MARK: - Answers

    /// A query was answered.
    /// - Parameters:
    ///   - number: what was asked for; nil for the latest.
    ///   - floor: `floor` when the query began.
    mutating func answer(_ config: ShardConfig, to number: Int?, since floor: Int, nodes: [Int]) throws(LabFailure) {
        try record(config, seenAt: nodes, by: "an answer")
        if let number, number <= floor {
            guard config.number != number else { return }
            throw LabFailure(
                .wrongValue, nodes: nodes, index: number,
                message: """
                    query(\(number)) was answered with configuration \(config.number), although there is a number \(number).
                    """,
                question: "Which configuration does a number stand for, and which do -1 and numbers that are too large?"
            )
        }
        guard config.number >= floor else {
            let stale = """
                was answered with configuration \(config.number), although number \(floor) was known before the query began.
                """
            if let number {
                throw LabFailure(
                    .wrongValue, nodes: nodes, index: config.number,
                    message: "query(\(number)), for which there is no configuration yet, \(stale)",
                    question: "Which configuration does -1 stand for, and which a number that is too large?")
            }
            throw LabFailure(
                .notLinearizable, nodes: nodes, index: config.number, section: "8",
                message: "a query for the latest configuration \(stale)",
                question: """
                    Does a query go through the log, or does a server answer it that was deposed and doesn't know it?
                    """)
        }
        self.floor = max(self.floor, config.number)
    }

    // MARK: - Rules

    /// A configuration was seen.
    /// - Parameters:
    ///   - config: the configuration.
    ///   - nodes: the machines that have it.
    ///   - source: where it was seen, to begin "… shows configuration 7".
    package mutating func record(
        _ config: ShardConfig, seenAt nodes: [Int], by source: @autoclosure () -> String
    ) throws(LabFailure) {
        try checkCount(of: config, nodes, source())
        if let other = known[config.number] {
            guard other != config else { return }
            throw LabFailure(
                .configurationsDiffer, nodes: nodes, index: config.number,
                message: """
                    \(source()) shows configuration \(config.number) as \(describe(config)), but before it was \(describe(other)).
                    """,
                question: """
                    Every replica must compute the same configuration from the same commands: does anything depend on the \
                    order in which a dictionary lists its keys? And none may change once it is there.
                    """)
        }
        try checkOwners(of: config, nodes)
        known[config.number] = config
        if let former = known[config.number - 1] { try checkStep(from: former, to: config, nodes) }
        if let next = known[config.number + 1] { try checkStep(from: config, to: next, nodes) }
    }

    private func checkCount(
        of config: ShardConfig, _ nodes: [Int], _ source: @autoclosure () -> String
    ) throws(LabFailure) {
        let count = known[0]!.shards.count
        guard config.shards.count != count else { return }
        throw LabFailure(
            .wrongValue, nodes: nodes, index: config.number,
            message: """
                \(source()) shows configuration \(config.number) with \(config.shards.count) shards, though there are \(count).
                """,
            question: "The number of shards is the one that init was given: is another one written down anywhere?")
    }

    private func checkOwners(of config: ShardConfig, _ nodes: [Int]) throws(LabFailure) {
        let stranger = config.shards.indices.first { shard in
            let owner = config.shards[shard]
            return config.groups.isEmpty ? owner != ShardConfig.nobody : config.groups[owner] == nil
        }
        guard let stranger else { return }
        let owner = config.shards[stranger]
        throw LabFailure(
            .unbalanced, nodes: nodes, index: config.number,
            message: """
                in configuration \(config.number) shard \(stranger) belongs to \
                \(owner == ShardConfig.nobody ? "nobody, though there are groups" : "group \(owner), which is not in it"): \
                \(describe(config)).
                """,
            question: """
                Do all shards of a group that leaves go to others, and do those of nobody go to the first that joins? Does a \
                move look whether its group is there?
                """)
    }

    private mutating func checkStep(
        from former: ShardConfig, to config: ShardConfig, _ nodes: [Int]
    ) throws(LabFailure) {
        let asked = outstanding.sorted { $0.key < $1.key }
        let cause =
            asked.first { $0.value.explains(config, after: former) }
            ?? asked.first { $0.value.mayExplain(config, after: former) }
        guard let (number, request) = cause else {
            throw LabFailure(
                .unexpectedCommit, nodes: nodes, index: config.number,
                message: """
                    configuration \(config.number) is \(describe(config)), after \(describe(former)) in number \
                    \(former.number). Nothing that was asked and not yet executed leads from one to the other.
                    """,
                question: """
                    Was a request executed twice, because its first reply was lost? Does a join, leave or move change all that \
                    it names and no more, and a query nothing?
                    """)
        }
        // Who asks for what is there already may find it as it was; whose request that was is not to be seen.
        guard former.groups != config.groups || former.shards != config.shards else { return }
        explained[number] = outstanding.removeValue(forKey: number)
        if case .move = request { return }
        try checkBalance(of: config, after: request, nodes)
        try checkMoves(from: former, to: config, after: request, nodes)
    }

    private func checkBalance(
        of config: ShardConfig, after request: ShardRequest, _ nodes: [Int]
    ) throws(LabFailure) {
        guard !config.groups.isEmpty else { return }
        let counts = config.groups.keys.sorted().map { group in (group, config.shards.count { $0 == group }) }
        guard let most = counts.max(by: { $0.1 < $1.1 }), let fewest = counts.min(by: { $0.1 < $1.1 }),
            most.1 - fewest.1 > 1
        else { return }
        throw LabFailure(
            .unbalanced, nodes: nodes, index: config.number,
            message: """
                after the \(request), configuration \(config.number) gives \(most.1) shards to group \(most.0) and \
                \(fewest.1) to group \(fewest.0); two groups may differ by one at most. It is \(describe(config)).
                """,
            question: "Who gives and who takes, until the largest and the smallest group differ by one at most?")
    }

    private func checkMoves(
        from former: ShardConfig, to config: ShardConfig, after request: ShardRequest, _ nodes: [Int]
    ) throws(LabFailure) {
        let moved = zip(former.shards, config.shards).count { $0 != $1 }
        let needed = Self.fewestMoves(of: former.shards, among: Set(config.groups.keys))
        guard moved > needed else { return }
        throw LabFailure(
            .needlessMoves, nodes: nodes, index: config.number,
            message: """
                the \(request) moved \(moved) of \(config.shards.count) shards; \(needed) would have been enough. \
                Configuration \(config.number) is \(describe(config)), and number \(former.number) was \(describe(former)).
                """,
            question: """
                Each move of a shard carries all its data over the network. Which shards must go, because their group has \
                left or has more than its share, and which can stay?
                """)
    }

    /// How many shards must change their owner, so that the groups come to differ by one at most.
    static func fewestMoves(of shards: [Int], among groups: Set<Int>) -> Int {
        guard !groups.isEmpty else { return shards.count { $0 != ShardConfig.nobody } }
        let (share, rest) = shards.count.quotientAndRemainder(dividingBy: groups.count)
        let owned = groups.map { group in shards.count { $0 == group } }
        // Every group keeps up to its share, and as many as there are larger shares keep one more.
        let kept = owned.reduce(0) { $0 + min($1, share) } + min(rest, owned.count { $0 > share })
        return shards.count - kept
    }

    // MARK: - Words

    private func describe(_ config: ShardConfig) -> String {
        guard !config.groups.isEmpty else { return "without groups" }
        guard config.shards.count <= 20 else { return "of \(config.groups.count) groups" }
        return "[\(config.shards.map(String.init).joined(separator: " "))] among "
            + config.groups.keys.sorted().map(String.init).joined(separator: ", ")
    }
}

extension LabFailure.Kind {
    /// Two different configurations have the same number.
    public static let configurationsDiffer = Self(rawValue: "configurationsDiffer")
    /// Shards are not divided evenly.
    public static let unbalanced = Self(rawValue: "unbalanced")
    /// More shards changed their group than had to.
    public static let needlessMoves = Self(rawValue: "needlessMoves")
}
