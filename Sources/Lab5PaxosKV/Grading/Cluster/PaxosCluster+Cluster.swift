import Harness
import KeyValueClients
import LabKit
import Linearizability

extension PaxosCluster: Cluster {
    /// What a scenario chooses about a cluster.
    package struct Setup: Sendable {
        let servers: Int
        let hasWeather: Bool
        let make: @Sendable (Node, [Peer], Int) -> Server

        /// - Parameters:
        ///   - servers: how many servers there are.
        ///   - hasWeather: whether the seed decides how long messages take and what else goes wrong; else a message takes 5 ms.
        ///   - make: creates a server.
        package init(
            servers: Int, hasWeather: Bool = false,
            make: @escaping @Sendable (Node, [Peer], Int) -> Server = { Server(node: $0, peers: $1, me: $2) }
        ) {
            self.servers = servers
            self.hasWeather = hasWeather
            self.make = make
        }
    }

    package static var hasOwnService: Bool { true }

    package func start() {
        messages.add(self)
        servers.observeLives(by: self)
        servers.startAll()
    }

    package func recover() async throws {
        endFaults()
        let client = makeClient()
        let isDone = try await world.ends(within: .seconds(10)) {
            try await client.put("recovered", "yes")
            try await client.expect("yes", at: "recovered")
        }
        if isDone { return }
        throw LabFailure(
            .notRecovered, nodes: Array(0..<size), section: "2.4",
            message: """
                all faults of the scenario have ended, all servers run and can talk, but a new client had no answer to a put \
                and a get in 10 seconds.
                """,
            question: """
                Which server does the clerk ask, and what does it do after silence? And what does a proposer do when an attempt \
                has failed: how long does it wait, and with which ballot does it go on?
                """)
    }

    /// Ends every fault of the scenario: all servers run, and all messages arrive.
    func endFaults() {
        world.endFaults(among: servers.numbers)
        servers.startAll()
        mend()
    }

    /// Somebody waited for ever, and that is why the test took so long.
    package var whatWasWaitedFor: LabFailure? {
        guard let waiting = clients.longestWaiting, world.seconds - waiting.since > 20 else { return nil }
        return LabFailure(
            .unanswered, nodes: [waiting.machine], section: "2.4",
            message: """
                the time of the test is up, and \(world.names[waiting.machine]) has waited since \
                \(waiting.since.formatted(.number.precision(.fractionLength(3)))) s for an answer to \
                \(KeyValueModel().describe(waiting.input, nil)).
                """,
            question: "Which server does the clerk ask, for which version, and what does it do after silence?")
    }

    package var verdict: LabFailure? { clients.failure }

    package var figures: Figures {
        let beginning = Beginning(
            part: "Lab 5A", fact: "no acceptor has answered yet",
            place: "begin with prepare(_:me:) in Lab5PaxosKV/Acceptor.swift",
            advice: "which promises, and with run() in PaxosServer.swift, which answers with it")
        return Figures(
            servers: size, commits: rules.chosen.count, paper: "Paxos Made Simple",
            parts: [beginning], begun: isBegun ? [beginning] : [])
    }
}
