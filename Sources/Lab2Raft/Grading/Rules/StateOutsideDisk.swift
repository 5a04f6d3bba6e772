import Harness
import LabKit

/// A server that starts knows nothing but what its disk says: no variable outlives a crash (Figure 2, persistent state).
///
/// A variable that belongs to no server, such as a static one, does outlive it here, where all machines are one process. So
/// before a server restarts, it is created on disks that say less than its own: an empty one, and one as it was earlier. In
/// raft.tla the action `Restart` keeps the three persistent variables and no other.
struct StateOutsideDisk {
    static let sources = [Source(paper: "Figure 2", specification: "Restart", finds: .stateOutsideDisk)]

    /// What a server knew when it was created on a disk, before it heard from anybody.
    struct Sight {
        let storage: Storage
        let raft: RaftState
        /// What the service above reports of itself; empty if it is the harness's own.
        let service: String

        /// Whether nothing is on the disk.
        let isEmpty: Bool
    }

    private let names: [String]
    private var newborn: [Int: Sight] = [:]
    private var earlier: [Int: Sight] = [:]

    /// - Parameter names: the servers' names.
    init(names: [String]) {
        self.names = names
    }

    /// Whether a server has been started before.
    func knows(_ server: Int) -> Bool { newborn[server] != nil }

    /// A server was started for the first time, on a new disk.
    mutating func serverWasBorn(_ server: Int, _ raft: RaftState, service: String) {
        newborn[server] = Sight(storage: Storage(), raft: raft, service: service, isEmpty: true)
    }

    /// A server was created on a copy of its disk.
    mutating func remember(_ server: Int, _ storage: Storage, _ raft: RaftState) {
        earlier[server] = Sight(storage: storage, raft: raft, service: "", isEmpty: false)
    }

    /// The disks on which a server is to be created before it restarts, with what it must know then.
    func disks(of server: Int) -> [Sight] { [newborn[server], earlier[server]].compactMap(\.self) }

    /// Compares what a server knows on such a disk.
    /// - Parameters:
    ///   - server: its number.
    ///   - raft: what it knows.
    ///   - service: what the service above reports of itself.
    ///   - sight: what it must know.
    /// - Throws: the violation.
    func check(
        _ server: Int, _ raft: RaftState, service: String, against sight: Sight
    ) throws(LabFailure) {
        let isServiceSame = sight.service.isEmpty || service == sight.service
        guard raft != sight.raft || !isServiceSame else { return }
        let disk = sight.isEmpty ? "an empty disk" : "its disk as it was earlier"
        let words =
            raft != sight.raft
            ? "\(describe(raft)); such a disk makes it a server \(describe(sight.raft))"
            : "with \(service); such a disk makes it a server with \(sight.service)"
        throw LabFailure(
            .stateOutsideDisk, nodes: [server], term: raft.term, section: "Figure 2",
            message: "\(names[server]) crashed, and was created on \(disk) for a trial. There it begins \(words).",
            question: """
                What survives a crash must be on node.disk, and nowhere else: which static or global variable did this \
                server find it in? On a machine of its own that would be gone.
                """)
    }

    private func describe(_ state: RaftState) -> String {
        let vote = state.votedFor.map { "a vote for \(names[$0])" } ?? "no vote"
        return """
            in term \(state.term) with \(vote), a log up to \(state.lastIndex) and a commit index of \(state.commitIndex)
            """
    }
}
