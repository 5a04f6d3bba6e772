import LabKit

/// The core together with its disk: what a rule changes is saved before anybody sees the rule's result.
///
/// The core can be changed by `step` alone. So no message and no answer can leave this server that depends on a vote,
/// a term or an entry that a crash would make it forget (Figure 2, "Persistent state: updated on stable storage before
/// responding to RPCs").
struct DurableCore {
    private(set) var core: RaftCore
    private let disk: Disk

    /// Restores what was on the disk, or begins with a new server's state.
    init(me: Int, peerCount: Int, disk: Disk) {
        let restored = disk.load(RaftCore.PersistentState.self)
        core = RaftCore(me: me, peerCount: peerCount, restored: restored ?? RaftCore.PersistentState())
        self.disk = disk
    }

    /// Runs a rule, saves what it changed, and only then returns its result.
    mutating func step<Result>(_ rule: (inout RaftCore) -> Result) -> Result {
        let result = rule(&core)
        if core.mustSave {
            disk.save(core.persistent)
            core.didSave()
        }
        return result
    }

    /// Runs a rule that may put a snapshot in place of entries. Both are saved at once: after a crash between two saves
    /// one would be missing what the other has replaced.
    /// - Parameter isNew: whether the rule's result says that the snapshot counts.
    mutating func step<Result>(
        snapshot: [UInt8], if isNew: (Result) -> Bool, _ rule: (inout RaftCore) -> Result
    ) -> Result {
        let result = rule(&core)
        if isNew(result) {
            disk.save(core.persistent, snapshot: snapshot)
            core.didSave()
        } else if core.mustSave {
            disk.save(core.persistent)
            core.didSave()
        }
        return result
    }
}
