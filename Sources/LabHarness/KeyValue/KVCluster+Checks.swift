import LabKit
import Linearizability

// What must hold of a key/value store whatever a scenario does.

extension KVCluster {
    // MARK: - Linearizability

    /// How often the model may be asked about one history. It is steps and not time, so that the verdict is the same on
    /// every machine.
    private static var budget: Int { 5_000_000 }

    /// What the clients saw must be what one store could have answered, one operation after the other, each at some moment
    /// between its call and its return. To be asked when the run is over.
    /// - Returns: `notLinearizable` with the evidence; `undecided` if the search was given up; nil if all is well.
    func linearizabilityFailure() -> LabFailure? {
        do {
            let verdict = try check(history.operations, KeyValueModel(), budget: Self.budget)
            switch verdict {
            case .linearizable: return nil
            case .notLinearizable(let evidence): return notLinearizable(verdict, evidence)
            case .undecided:
                return LabFailure(
                    .undecided,
                    message: """
                        whether the \(history.operations.count) operations of the clients are linearizable was not decided \
                        in \(Self.budget) steps; that is no pass.
                        """)
            }
        } catch {
            return LabFailure(.testError, message: "the recorded history is malformed: \(error)")
        }
    }

    private func notLinearizable(_ verdict: Verdict, _ evidence: Evidence) -> LabFailure {
        let operations = history.operations
        let explanation = Explanation(
            of: verdict, operations, KeyValueModel(), unit: TimeUnit(suffix: " s", size: 1_000_000_000))
        return LabFailure(
            .notLinearizable, nodes: evidence.core.map { World.firstClientNumber + operations[$0].client }.uniqued(),
            section: "8", message: explanation.words,
            question: """
                Was a read answered from a state that lacked a finished write (a deposed leader, a get that didn't go \
                through the log), or a write executed twice or lost (duplicate table, snapshot)?
                """,
            picture: explanation.timeline(columns: 96).split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init))
    }

    // MARK: - Sizes

    /// Raft's state on a disk may take eight times `maxRaftState` (MIT's bound); without that there are no snapshots.
    /// - Throws: `stateTooLarge`, or `wrongSnapshot`.
    public func expectSizes() throws {
        if let maxRaftState { return try servers.expectLogs(atMost: 8 * maxRaftState) }
        for server in 0..<size where servers.snapshotSize(of: server) > 0 {
            throw LabFailure(
                .wrongSnapshot, nodes: [server],
                message: "S\(server) saved a snapshot, though maxRaftState is nil: then it should take none.")
        }
    }

    /// The snapshots on all disks may take only so many bytes.
    public func expectSnapshots(atMost bound: Int) throws {
        for server in 0..<size where servers.snapshotSize(of: server) > bound {
            throw LabFailure(
                .stateTooLarge, nodes: [server], section: "7",
                message: """
                    S\(server)'s snapshot takes \(servers.snapshotSize(of: server)) bytes; \(bound) are allowed.
                    """,
                question: """
                    A snapshot holds the keys and values, and for each client the number of its last command: what else is \
                    in yours?
                    """)
        }
    }

    /// When no client waits, no server may remember more than it needs.
    /// - Parameter clients: how many clients there ever were.
    public func expectBoundedMemory(clients: Int) throws {
        for server in 0..<size {
            guard let state = inspect(server) else { continue }
            if state.duplicateTableEntries > clients {
                throw LabFailure(
                    .memoryGrows, nodes: [server], section: "8",
                    message: """
                        S\(server)'s duplicate table has \(state.duplicateTableEntries) entries, but there were only \
                        \(clients) clients.
                        """,
                    question: """
                        A client begins a command when it has the answer to the one before: which of its commands can still \
                        come again?
                        """)
            }
            guard state.waitingRequests > 0 else { continue }
            throw LabFailure(
                .memoryGrows, nodes: [server], section: "8",
                message: """
                    \(state.waitingRequests) requests still wait in S\(server) for an answer, though every client has its \
                    answer and all servers can talk.
                    """,
                question: """
                    Who waits at an index where another's command was executed, or on a server that lost its leadership, \
                    waits for ever: when are such requests given up?
                    """)
        }
    }

    // MARK: - Liveness

    /// Ends every fault, and waits until a new client can write and read.
    /// - Throws: `notRecovered` with what stands in the way.
    func recover() async throws {
        servers.endFaults()
        _ = try await servers.waitForLeader(within: .seconds(5))
        let client = makeClient()
        let isDone = try await ends(within: .seconds(10)) {
            try await client.put("recovered", "yes")
            try await client.expect("yes", at: "recovered")
        }
        if isDone { return }
        throw LabFailure(
            .notRecovered, nodes: servers.connectedServers, section: "8",
            message: """
                all faults of the scenario have ended, all servers run and are connected, but a new client had no answer to \
                a put and a get in 10 seconds. \(servers.situation)
                """,
            question: """
                The leader's Raft commits, and its service must execute and answer: does anything wait for something that \
                waits for it in turn? Does the clerk go on to the next server when one doesn't answer?
                """)
    }

    /// Whether something ends in time; if not, it is cancelled.
    /// - Throws: what it throws.
    func ends(within limit: Duration, _ body: @escaping @Sendable () async throws -> Void) async throws -> Bool {
        let ended = Flag()
        let work = Task {
            defer { ended.isSet = true }
            try await body()
        }
        let start = world.seconds
        while !ended.isSet, world.seconds - start < limit / .seconds(1) { try await sleep(for: .milliseconds(20)) }
        guard ended.isSet else {
            work.cancel()
            return false
        }
        try await work.value
        return true
    }
}

/// Whether something has happened; used on the run's thread only.
private final class Flag: @unchecked Sendable {
    var isSet = false
}
