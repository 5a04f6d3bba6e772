/// What Lab 9 asks of a server that counts.
public protocol CounterServer: LabActor {
    /// Creates a server, new or restarted; what it had saved is on `node.disk`.
    init(node: Node)

    /// Counts one more. When it returns, no crash may take that back.
    func increment()

    /// How much was counted.
    func count() -> Int
}
