import Harness
import Lab2RaftGrading
import LabKit
import Linearizability

// What must hold of a key/value store whatever a scenario does.

extension KVCluster {
    // MARK: - Sizes

    /// Raft's state on a disk may take eight times `maxRaftState` (MIT's bound); without that there are no snapshots.
    /// - Throws: `stateTooLarge`, or `wrongSnapshot`.
    public func expectSizes() throws {
        if let maxRaftState { return try servers.expectLogs(atMost: 8 * maxRaftState) }
        for server in 0..<size where servers.snapshotSize(of: server) > 0 {
            throw LabFailure(
                .wrongSnapshot, nodes: [server], section: "7",
                message: "S\(server) saved a snapshot, though maxRaftState is nil: then it should take none.",
                question: "When does the server ask Raft for a snapshot, and what does it do if nobody gave it a limit?"
            )
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
    /// - Parameter clients: how many clients ever wrote.
    public func expectBoundedMemory(clients: Int) throws {
        for server in 0..<size {
            guard let state = inspect(server) else { continue }
            if state.duplicateTableEntries > clients {
                throw LabFailure(
                    .memoryGrows, nodes: [server], section: "8",
                    message: """
                        S\(server)'s duplicate table has \(state.duplicateTableEntries) entries, but only \(clients) clients \
                        have ever written.
                        """,
                    question: """
                        A client begins a command when it has the answer to the one before: which of its commands can still \
                        come again? And what harm does a get, if it does?
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
    package func recover() async throws {
        servers.endFaults()
        _ = try await servers.waitForLeader(within: .seconds(5))
        let client = makeClient()
        let isDone = try await world.ends(within: .seconds(10)) {
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
}
