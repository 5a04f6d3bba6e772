import Simulation

/// What the network records. A message is told of when it arrives or is known to be lost, not also when it is sent.
extension TraceKind {
    /// A request leaves its caller.
    static let requestSent = TraceKind(code: 10, verb: "asks", isKept: false)
    /// A request reaches its server.
    static let requestArrived = TraceKind(code: 11, verb: "hears from")
    /// A request got lost, and its caller knows that something did.
    static let requestLost = TraceKind(code: 12, verb: "asks in vain (request lost)")
    /// A reply leaves its server.
    static let replySent = TraceKind(code: 13, verb: "answers", isKept: false)
    /// A reply reaches the caller.
    static let replyArrived = TraceKind(code: 14, verb: "gets an answer from")
    /// A reply got lost, and the caller knows that something did.
    static let replyLost = TraceKind(code: 15, verb: "asks in vain (reply lost)")
    /// Nobody was there to answer, and the caller noticed.
    static let unanswered = TraceKind(code: 16, verb: "asks in vain (nobody there)")
    /// The test holds a request up.
    static let requestHeld = TraceKind(code: 17, verb: "asks, and is held up on the way to")
    /// The test holds a reply up.
    static let replyHeld = TraceKind(code: 18, verb: "answers, and is held up on the way to")
}
