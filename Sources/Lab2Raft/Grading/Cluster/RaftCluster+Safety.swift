import Harness
import LabKit

// What the cluster itself looks at while a scenario runs, besides the rules of Raft.

extension RaftCluster: LifeObserver {
    /// What a server applies from now on, it applies in a new life.
    package func serverWillStart(_ server: Int) { applied.serverDidStart(server) }

    /// However it came to start, it is connected.
    package func serverDidStart(_ server: Int, isRestart: Bool) { connect(server) }

    package func serverDidCrash(_ server: Int) {
        guard group.disks.allSatisfy(\.isNew) else { return }
        world.hint(
            """
            when S\(server) crashed, no server had saved anything on its disk yet: what must survive a crash \
            (Figure 2, persistent state) goes there with node.disk.save, before anybody hears of it (Lab 2C).
            """)
    }

    /// From now on a snapshot that is saved in a step must be the one that the log begins with.
    func watchSnapshots() {
        group.observeSteps(
            by: SnapshotWatch(on: group.disks) { [unowned self] server, bytes in
                guard rules.areChecked, let state = inspect(server) else { return }
                rules.report { () throws(LabFailure) in
                    try applied.checkSaved(bytes, at: state.snapshotIndex, on: server)
                }
            })
    }

    /// What `inspect` reports must be what `status` says: all checks rest on it.
    func expectTruth(of server: Int, _ status: (term: Int, isLeader: Bool), _ state: RaftState) {
        guard status.isLeader != (state.role == .leader) || status.term != state.term else { return }
        world.fail(
            LabFailure(
                .misuse, nodes: [server], term: status.term,
                message: """
                    S\(server)'s status() says that it \(status.isLeader ? "leads" : "does not lead") and is in term \
                    \(status.term), but its inspect() reports a \(state.role.rawValue) in term \(state.term). The checks rest \
                    on inspect(): let it report the server's own variables (HANDOUT.md, chapter 5).
                    """,
                question: "Are status() and inspect() answered from the same variables, as they are now?"))
    }
}

/// Sees the snapshots that servers save. No generic type, since it is asked at every step.
private final class SnapshotWatch: StepObserver {
    private let disks: [SimulatedDisk]
    private let didSave: (_ server: Int, [UInt8]) -> Void

    init(on disks: [SimulatedDisk], didSave: @escaping (_ server: Int, [UInt8]) -> Void) {
        self.disks = disks
        self.didSave = didSave
    }

    func serverDidStep(_ server: Int, isIsolated: Bool) {
        if let bytes = disks[server].takeNewSnapshot() { didSave(server, bytes) }
    }
}
