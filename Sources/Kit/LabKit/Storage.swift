/// What is on a node's disk: two blocks of bytes, replaced together.
package struct Storage: Sendable {
    /// Raft's state as last saved; empty on a new disk.
    package var raftState: Block
    /// The snapshot as last saved; empty on a new disk.
    package var snapshot: Block

    /// A disk with these blocks; without any, a new one.
    package init(raftState: Block = Block(bytes: []), snapshot: Block = Block(bytes: [])) {
        self.raftState = raftState
        self.snapshot = snapshot
    }
}
