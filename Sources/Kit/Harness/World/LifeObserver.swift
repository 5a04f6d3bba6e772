/// Sees the lives of a group's servers. A group has any number of observers; servers are told by their place in the group.
package protocol LifeObserver: AnyObject {
    /// A server is about to be created from its disk.
    func serverWillStart(_ server: Int)
    /// A server has been created; its `run()` has not begun.
    /// - Parameter isRestart: whether it has lived before.
    func serverDidStart(_ server: Int, isRestart: Bool)
    /// In the middle of a step, right after a save, a server loses its power: nothing that follows leaves the machine.
    func serverWillLosePower(_ server: Int)
    /// A server has crashed.
    func serverDidCrash(_ server: Int)
}

// What an observer doesn't care for.
extension LifeObserver {
    package func serverWillStart(_ server: Int) {}
    package func serverDidStart(_ server: Int, isRestart: Bool) {}
    package func serverWillLosePower(_ server: Int) {}
    package func serverDidCrash(_ server: Int) {}
}
