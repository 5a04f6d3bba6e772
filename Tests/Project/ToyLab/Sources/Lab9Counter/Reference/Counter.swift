import LabKit

/// Counts, and has the count on its disk before anybody hears of it.
public actor Counter: CounterServer {
    /// The machine it runs on.
    public nonisolated let node: Node
    private var value: Int

    /// Creates a server, new or restarted.
    public init(node: Node) {
        self.node = node
        value = node.disk.load(Int.self) ?? 0
    }

    /// The server's life: it only answers.
    public func run() async throws {}

    /// Counts one more.
    public func increment() {
        value += 1
        node.disk.save(value)
    }

    /// How much was counted.
    public func count() -> Int { value }
}
