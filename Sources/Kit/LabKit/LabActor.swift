/// An actor that lives on a node: the protocol puts it on the node's executor, so all that it does happens there. Actors of
/// one node take turns; none runs at the same time as another.
public protocol NodeActor: Actor {
    /// The machine it lives on.
    nonisolated var node: Node { get }
}

extension NodeActor {
    /// The node's executor.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { node.unownedExecutor }
}

/// An actor that is a server of a lab: it lives on a node and has one life.
///
/// The harness creates the actor, calls `run()` at once, and cancels it when the node crashes.
///
/// ```swift
/// actor Metronome: LabActor {
///     nonisolated let node: Node
///     init(node: Node) { self.node = node }
///
///     func run() async throws {
///         while true {
///             try await node.clock.sleep(for: .seconds(1))
///             node.log("tick")
///         }
///     }
/// }
/// ```
public protocol LabActor: NodeActor {
    /// The server's life: register handlers, then loop. It ends when it throws, when it returns, or when its node
    /// crashes: then it is cancelled, and every sleep in it throws `CancellationError`.
    /// - Throws: `CancellationError` is expected; any other error fails the test.
    func run() async throws
}
