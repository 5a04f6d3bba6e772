import Simulation

/// The caller's side of a call: a task that waits for the reply, the time-out, its cancellation or its machine's
/// crash, whichever comes first.
final class Call: Dependent, Event, @unchecked Sendable {
    let caller: Machine
    let server: Int
    let method: any Method.Type
    let arguments: [UInt8]
    /// Copies of the request that may still bring a reply.
    var copiesUnderWay = 1
    /// Copies of the request that no handler has answered yet.
    var copiesUnanswered = 1

    private let isActorWaiting: Bool
    private var continuation: UnsafeContinuation<[UInt8]?, Never>?
    private(set) var isOver = false

    init(caller: Machine, server: Int, method: any Method.Type, arguments: [UInt8], isActorWaiting: Bool) {
        self.caller = caller
        self.server = server
        self.method = method
        self.arguments = arguments
        self.isActorWaiting = isActorWaiting
    }

    var machine: Machine? { caller }

    /// - Returns: false if the call was over before it began.
    func begin(_ continuation: UnsafeContinuation<[UInt8]?, Never>) -> Bool {
        guard !isOver, caller.adopt(self) else {
            continuation.resume(returning: nil)
            return false
        }
        self.continuation = continuation
        return true
    }

    /// Ends the call; later endings change nothing.
    func end(_ reply: [UInt8]?) {
        isOver = true
        guard let continuation else { return }
        self.continuation = nil
        caller.release(self)
        caller.resume(isActorWaiting: isActorWaiting) { continuation.resume(returning: reply) }
    }

    /// One copy of the request will bring no reply.
    func copyFailed() {
        copiesUnderWay -= 1
        if copiesUnderWay == 0 { end(nil) }
    }

    /// The call's time-out.
    func happen() { end(nil) }

    override func machineDidCrash() { end(nil) }
}
