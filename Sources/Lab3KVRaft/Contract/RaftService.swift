/// A server of a replicated service: it has a Raft server inside.
public protocol RaftService: LabActor {
    /// The Raft server inside.
    associatedtype Raft: RaftPeer

    /// The Raft server inside, created by `init` on the same node. The graders look who leads, and hold it to the
    /// paper's rules; its life is part of this server's `run()`.
    nonisolated var raft: Raft { get }
}
