import Simulation

/// What a cluster records, besides what the network does.
extension TraceKind {
    /// A server hands an entry to its service.
    package static let applied = TraceKind(code: 30, verb: "applies")
    /// The test cuts a server off.
    package static let cutOff = TraceKind(code: 31, verb: "is cut off")
    /// The test connects a server again.
    package static let connected = TraceKind(code: 32, verb: "is connected")
    /// The test changes links in a way of its own.
    package static let linksChanged = TraceKind(code: 33, verb: "changes the network:")
}
