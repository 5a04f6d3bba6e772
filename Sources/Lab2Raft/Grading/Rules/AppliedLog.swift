import Harness
import LabKit
import Simulation

/// What all servers of a cluster have applied, and the rules that hold whatever happens: at one index all apply the same
/// command, each server applies index after index without a gap or a repetition, and a snapshot that it applies in place
/// of many is the state that they lead to.
struct AppliedLog {
    /// The state of a service that has applied all commands up to an index: a fingerprint of them.
    struct ServiceState: Codable {
        var index: Int
        var digest: UInt64
    }

    /// What the first server to apply an index applied there.
    private var commands: [Int: (bytes: [UInt8], server: Int)] = [:]
    /// Servers that applied an index, ever.
    private var appliers: [Int: Set<Int>] = [:]
    /// The last index that each server applied since it started.
    private var lastApplied: [Int]
    /// The highest index that any server applied.
    private(set) var lastIndex = 0
    /// The fingerprint of all commands up to each index, from 0.
    private var digests: [UInt64] = [0]
    /// Whether the service takes snapshots (Lab 3B).
    var hasSnapshots = false

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
        case .snapshot(let index, let term, let bytes):
            try checkSnapshot(bytes, at: index, on: server, term: term)
            for passed in lastApplied[server]..<index { appliers[passed + 1, default: []].insert(server) }
            lastApplied[server] = index
        }
    }

    /// The state of a service that has applied everything up to an index, as a snapshot holds it.
    func state(at index: Int) -> [UInt8] {
        let state = ServiceState(index: index, digest: digests.indices.contains(index) ? digests[index] : 0)
        return (try? WireEncoder().encode(state)) ?? []
    }

    private func checkSnapshot(_ bytes: [UInt8], at index: Int, on server: Int, term: Int) throws(LabFailure) {
        func violation(_ kind: LabFailure.Kind, _ fact: String, _ question: String) -> LabFailure {
            LabFailure(
                kind, nodes: [server], term: term, index: index, section: "7", message: "S\(server) \(fact)",
                question: question)
        }
        guard hasSnapshots else {
            throw LabFailure(
                .misuse, nodes: [server], term: term, index: index,
                message: """
                    S\(server) applied a snapshot up to index \(index), but Lab 2 has no snapshots: hand every command to \
                    apply, one after the other.
                    """)
        }
        guard index > lastApplied[server] else {
            throw violation(
                .applyOrder,
                """
                applied a snapshot up to index \(index), though its service has everything up to \(lastApplied[server]) \
                already: its state goes back in time.
                """, "Is a snapshot that is older than what was applied ignored, also if it comes late or twice?")
        }
        guard let state = try? WireDecoder().decode(ServiceState.self, from: bytes) else {
            throw violation(
                .wrongSnapshot, "applied \(bytes.count) bytes as a snapshot that the service never made.",
                "What is handed to snapshot(upTo:state:) comes back as it was: is it saved and sent unchanged?")
        }
        guard state.index == index, digests.indices.contains(index), state.digest == digests[index] else {
            throw violation(
                .wrongSnapshot,
                "applied a snapshot as the state up to index \(index), but the service made it at index \(state.index).",
                """
                A snapshot and its index belong together: are they saved in one step, and sent together? Which index does \
                a restarted server take for the snapshot on its disk?
                """)
        }
    }

    /// A server has saved a snapshot, and its log begins after an index.
    /// - Throws: `wrongSnapshot` if the service made the snapshot at another index. What else a solution wraps around the
    ///   service's bytes is its own affair, and not looked into.
    func checkSaved(_ bytes: [UInt8], at index: Int, on server: Int) throws(LabFailure) {
        guard let state = try? WireDecoder().decode(ServiceState.self, from: bytes), state.index != index else {
            return
        }
        throw LabFailure(
            .wrongSnapshot, nodes: [server], index: index, section: "7",
            message: """
                S\(server) saved the snapshot that the service made at index \(state.index), but its log begins after index \
                \(index): if it restarts, both don't belong together.
                """,
            question: """
                A snapshot that is older than the log, or comes from the leader of an older term, is ignored: is it \
                saved all the same? And are the shorter log and its snapshot saved in one call?
                """)
    }

    private func checkOrder(_ index: Int, on server: Int, term: Int) throws(LabFailure) {
        let expected = lastApplied[server] + 1
        guard index != expected else { return }
        let place =
            expected == 1 ? "before anything else since it started" : "after everything up to \(expected - 1)"
        let question =
            if index < expected {
                "Which variable says what was applied, and is it raised before the next await?"
            } else if expected == 1, hasSnapshots {
                """
                Were the entries before it replaced by a snapshot? A server that starts with one on its disk hands it \
                to its service before anything else.
                """
            } else {
                "Entries are applied one by one, from lastApplied + 1 to commitIndex: where did the others go?"
            }
        throw LabFailure(
            .applyOrder, nodes: [server], term: term, index: index, section: "5.3",
            message: "S\(server) applied index \(index) \(place), so \(expected) was next.", question: question)
    }

    private mutating func checkCommand(_ bytes: [UInt8], at index: Int, on server: Int, term: Int) throws(LabFailure) {
        guard let first = commands[index] else {
            commands[index] = (bytes, server)
            var digest = Digest()
            digest.mix(digests[index - 1])
            digest.mix(bytes)
            digests.append(digest.value)
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

    /// The last index that a server applied since it started.
    func lastIndex(on server: Int) -> Int { lastApplied[server] }

    /// How many servers have ever applied an index.
    func count(at index: Int) -> Int { appliers[index]?.count ?? 0 }
}
