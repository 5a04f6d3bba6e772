import Simulation

/// What the network records. A call that goes well leaves four events, two on each side.
extension TraceKind {
    /// A request leaves its caller.
    public static let requestSent = TraceKind(code: 10, verb: "asks")
    /// A request reaches its server.
    public static let requestArrived = TraceKind(code: 11, verb: "hears from")
    /// A request got lost, and its caller knows that something did.
    public static let requestLost = TraceKind(code: 12, verb: "asks in vain (request lost)")
    /// A reply leaves its server.
    public static let replySent = TraceKind(code: 13, verb: "answers")
    /// A reply reaches the caller.
    public static let replyArrived = TraceKind(code: 14, verb: "gets an answer from")
    /// A reply got lost, and the caller knows that something did.
    public static let replyLost = TraceKind(code: 15, verb: "asks in vain (reply lost)")
    /// Nobody was there to answer, and the caller noticed.
    public static let unanswered = TraceKind(code: 16, verb: "asks in vain (nobody there)")
}
