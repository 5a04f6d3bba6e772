/// Who watches the messages of a network.
public protocol NetworkObserver: AnyObject {
    /// A request or a reply leaves a machine.
    func messageDidLeave(_ machine: Int, isReply: Bool)

    /// A request reaches a machine, whose handler has not seen it yet.
    /// - Returns: a note that comes back with the reply to this request.
    func requestDidArrive(at machine: Int, _ method: any Method.Type, arguments: [UInt8]) -> Int

    /// In the step that is going on, a machine begins to handle a request.
    /// - Parameters:
    ///   - machine: the machine.
    ///   - caller: who sent the request.
    ///   - method: the procedure that is called.
    ///   - arguments: its encoded arguments.
    func handlerWillBegin(at machine: Int, from caller: Int, _ method: any Method.Type, arguments: [UInt8])

    /// A reply reaches the caller that still waits for it.
    func replyDidArrive(at machine: Int, from server: Int, stamp: Int)
}

extension NetworkObserver {
    /// Unless an observer wants to know, it is nobody's affair who handles what.
    public func handlerWillBegin(
        at machine: Int, from caller: Int, _ method: any Method.Type, arguments: [UInt8]
    ) {}
}
