import LabKit

/// The core together with its disk: the place to save what a rule changed, before anybody sees the rule's result.
struct DurableCore {
    private(set) var core: RaftCore

    /// Begins with a new server's state.
    init(me: Int, peerCount: Int, disk: Disk) {
        // 2C: a restarted server finds what it saved on its disk.
        core = RaftCore(me: me, peerCount: peerCount)
    }

    /// Runs a rule of the core and returns its result.
    mutating func step<Result>(_ rule: (inout RaftCore) -> Result) -> Result {
        // 2C: save what the rule changed, before its result goes anywhere.
        rule(&core)
    }
}
