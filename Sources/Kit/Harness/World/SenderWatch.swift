/// Looks at a server whenever it has sent something, as soon as that step is over: what it has by then counts.
package final class SenderWatch: StepObserver {
    private let world: World
    private let look: (_ server: Int) -> Void
    private var sender: Int?

    /// - Parameters:
    ///   - world: the run.
    ///   - look: looks at a server.
    package init(in world: World, look: @escaping (_ server: Int) -> Void) {
        self.world = world
        self.look = look
    }

    /// It may leave in a task that belongs to no actor, whose steps nobody looks at otherwise.
    package func messageDidLeave(_ server: Int, isReply: Bool) {
        sender = server
        world.simulator.lookAfterThisStep()
    }

    package func serverDidStep(_ server: Int, isIsolated: Bool) {
        guard sender == server else { return }
        sender = nil
        look(server)
    }
}
