import LabKit

/// What all servers of a cluster have applied, and the two rules that hold whatever happens: at one index all apply
/// the same command, and each server applies index after index without a gap or a repetition.
struct AppliedLog {
    /// What the first server to apply an index applied there.
    private var commands: [Int: (bytes: [UInt8], server: Int)] = [:]
    /// Servers that applied an index, ever.
    private var appliers: [Int: Set<Int>] = [:]
    /// The last index that each server applied since it started.
    private var lastApplied: [Int]
    /// The highest index that any server applied.
    private(set) var lastIndex = 0

    init(servers: Int) {
        lastApplied = Array(repeating: 0, count: servers)
    }

    /// A server starts over; Raft's `lastApplied` is volatile (Figure 2), so it applies everything again.
    mutating func serverDidStart(_ server: Int) {
        lastApplied[server] = 0
    }

    /// Records what a server applies.
    /// - Throws: `LabFailure` if it breaks a rule.
    mutating func apply(_ message: ApplyMessage, on server: Int) throws(LabFailure) {
        switch message {
        case .command(let index, let term, let bytes):
            try checkOrder(index, on: server, term: term)
            try checkCommand(bytes, at: index, on: server, term: term)
            lastApplied[server] = index
            appliers[index, default: []].insert(server)
            lastIndex = max(lastIndex, index)
        case .snapshot(let index, let term, _):
            throw LabFailure(
                .misuse, nodes: [server], term: term, index: index,
                message: """
                    S\(server) applied a snapshot up to index \(index), but Lab 2 has no snapshots: hand every command to \
                    apply, one after the other.
                    """)
        }
    }

    private func checkOrder(_ index: Int, on server: Int, term: Int) throws(LabFailure) {
        let expected = lastApplied[server] + 1
        guard index != expected else { return }
        let place =
            expected == 1 ? "before anything else since it started" : "after everything up to \(expected - 1)"
        let question =
            index < expected
            ? "Which variable says what was applied, and is it raised before the next await?"
            : "Entries are applied one by one, from lastApplied + 1 to commitIndex: where did the others go?"
        throw LabFailure(
            .applyOrder, nodes: [server], term: term, index: index, section: "5.3",
            message: "S\(server) applied index \(index) \(place), so \(expected) was next.", question: question)
    }

    private mutating func checkCommand(_ bytes: [UInt8], at index: Int, on server: Int, term: Int) throws(LabFailure) {
        guard let first = commands[index] else {
            commands[index] = (bytes, server)
            return
        }
        guard first.bytes != bytes else { return }
        let isOwn = first.server == server
        throw LabFailure(
            .applyMismatch, nodes: isOwn ? [server] : [first.server, server], term: term, index: index,
            section: "5.4.3",
            message: """
                S\(server) applied \(briefBytes(bytes)) at index \(index), where \
                \(isOwn ? "it had itself, before a restart," : "S\(first.server) had") applied \
                \(briefBytes(first.bytes)). State Machine Safety (Figure 3): once an entry is applied, no server may ever \
                apply another one at its index.
                """,
            question: """
                How could a leader without the first entry be elected, or an entry count as committed that was not safe \
                yet (Figure 8)?
                """)
    }

    /// The command at an index, if any server has applied it.
    func command(at index: Int) -> [UInt8]? { commands[index]?.bytes }

    /// How many servers have ever applied an index.
    func count(at index: Int) -> Int { appliers[index]?.count ?? 0 }
}
