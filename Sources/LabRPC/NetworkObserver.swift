/// Who watches the messages of a network.
public protocol NetworkObserver: AnyObject {
    /// A request or a reply leaves a machine.
    func messageDidLeave(_ machine: Int, isReply: Bool)

    /// A request reaches a machine, whose handler has not seen it yet.
    /// - Returns: a note that comes back with the reply to this request.
    func requestDidArrive(at machine: Int) -> Int

    /// A reply reaches the caller that still waits for it.
    func replyDidArrive(at machine: Int, from server: Int, stamp: Int)
}
