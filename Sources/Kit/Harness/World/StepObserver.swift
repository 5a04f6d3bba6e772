import LabRPC

/// Sees the steps and the messages of a group's servers, at every one of them. A group has any number of observers; servers
/// are told by their place in the group.
package protocol StepObserver: AnyObject {
    /// A step of a running server is over, and nobody's code is running: the place to look at what it did.
    /// - Parameters:
    ///   - server: the server.
    ///   - isIsolated: whether the step was isolated to an actor. Others can't have changed an actor's state, and are told of
    ///     only if somebody has asked for it, see `Simulator.lookAfterThisStep`.
    func serverDidStep(_ server: Int, isIsolated: Bool)
    /// The step in which a server lost its power is over.
    func stepWithoutPowerDidEnd()
    /// A request or a reply leaves a server.
    func messageDidLeave(_ server: Int, isReply: Bool)
    /// In the step that is going on, a server begins to handle a request.
    /// - Parameters:
    ///   - server: the server.
    ///   - caller: who sent the request; nil if that is no server of the group.
    ///   - method: the procedure that is called.
    ///   - arguments: its encoded arguments.
    func handlerWillBegin(at server: Int, from caller: Int?, _ method: any Method.Type, arguments: [UInt8])
    /// A request reaches a server.
    /// - Returns: what the observer wants to be told with the reply to this request; nil for nothing. One observer of a
    ///   group at most has a postmark.
    func postmark(at server: Int, _ method: any Method.Type, arguments: [UInt8]) -> Int?
    /// A reply of another server of the group, to a request with a postmark, reaches one that still waits for it.
    func replyDidArrive(at server: Int, from other: Int, postmark: Int)
}

// What an observer doesn't care for.
extension StepObserver {
    package func stepWithoutPowerDidEnd() {}
    package func messageDidLeave(_ server: Int, isReply: Bool) {}
    package func handlerWillBegin(at server: Int, from caller: Int?, _ method: any Method.Type, arguments: [UInt8]) {}
    package func postmark(at server: Int, _ method: any Method.Type, arguments: [UInt8]) -> Int? { nil }
    package func replyDidArrive(at server: Int, from other: Int, postmark: Int) {}
}
