import Harness
import Lab2RaftGrading
import LabKit
import Linearizability
import Simulation

// Who waits when a test doesn't end.

extension KVCluster {
    /// The seconds that a client may wait: no fault of a scenario lasts as long.
    private static var patience: Double { 20 }

    /// What is wrong if the time is up and a client has waited too long; nil if that isn't why.
    var unanswered: LabFailure? {
        guard let waiting = clients.longestWaiting, world.seconds - waiting.since > Self.patience else { return nil }
        let leaders = (0..<size).filter { servers.status(of: $0)?.isLeader == true }
        let holders = (0..<size).compactMap { server in inspect(server).map { (server, $0.waitingRequests) } }
            .filter { $0.1 > 0 }
        let places = holders.map { "\(world.names[$0.0]) (\($0.1))" }.joined(separator: ", ")
        var failure = LabFailure(
            .unanswered,
            nodes: [waiting.machine] + (holders.isEmpty ? leaders : holders.map(\.0)),
            section: "8",
            message: """
                the time of the test is up, and \(world.names[waiting.machine]) has waited since \
                \(waiting.since.formatted(.number.precision(.fractionLength(3)))) s for an answer to \
                \(KeyValueModel().describe(waiting.input, nil)). \(servers.situation) \
                \(holders.isEmpty ? "No request waits in any server." : "Requests wait in \(places).")
                """,
            question: """
                If the request waits in a server: who tells it that its entry was executed, that another entry stands at its \
                index, or that the leadership is lost? If it waits nowhere: which server does the clerk ask, and what does it do \
                after silence or a refusal?
                """)
        // What became of a request that waits in a server was decided long ago; a clerk that asks in vain does so still.
        if !holders.isEmpty {
            failure.lastEvent = VirtualTime(nanoseconds: UInt64((waiting.since * 1e9).rounded())) + .seconds(2)
        }
        return failure
    }
}
