import Simulation

/// What a cluster records, besides what the network does.
extension TraceKind {
    /// A server hands an entry to its service.
    static let applied = TraceKind(code: 30, verb: "applies")
    /// The test cuts a server off.
    static let cutOff = TraceKind(code: 31, verb: "is cut off")
    /// The test connects a server again.
    static let connected = TraceKind(code: 32, verb: "is connected")
    /// The test changes links in a way of its own.
    static let linksChanged = TraceKind(code: 33, verb: "changes the network:")
}
