import LabKit

/// Your server that counts.
public actor Counter: CounterServer {
    /// The machine it runs on.
    public nonisolated let node: Node

    /// Creates a server, new or restarted.
    public init(node: Node) {
        self.node = node
        node.log("begin here (Lab 9A): count, and remember it on node.disk")
    }

    /// The server's life.
    public func run() async throws {}

    /// Counts one more.
    public func increment() {}

    /// How much was counted.
    public func count() -> Int { 0 }
}
