/// The protocol: Figure 2 of the Raft paper as state and rules, without clocks, messages in flight or tasks.
///
/// Functions here change the state and say what to answer or what to send; none of them awaits anything, so each sees
/// and leaves a consistent state. You may organise your code differently: the graders only know `Raft`.
struct RaftCore {
    let me: Int
    let peerCount: Int

    // 2A: the rest of Figure 2's state, top left.
    private(set) var term = 0
    private(set) var isLeader = false

    /// - Parameters:
    ///   - me: this server's place among the peers.
    ///   - peerCount: how many servers the cluster has.
    init(me: Int, peerCount: Int) {
        self.me = me
        self.peerCount = peerCount
    }
}
