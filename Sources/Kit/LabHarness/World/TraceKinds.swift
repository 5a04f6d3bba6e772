import LabKit
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

/// An entry that a server applied, told when somebody reads the trace.
final class AppliedDetail: TraceDetail {
    private let message: ApplyMessage

    init(_ message: ApplyMessage) {
        self.message = message
    }

    /// A number that follows from the entry.
    var fingerprint: UInt64 {
        var digest = Digest()
        switch message {
        case .command(let index, let term, let bytes), .snapshot(let index, let term, let bytes):
            digest.mix(UInt64(truncatingIfNeeded: index))
            digest.mix(UInt64(truncatingIfNeeded: term))
            digest.mix(bytes)
        }
        return digest.value
    }

    func describe(_ kind: TraceKind) -> String {
        switch message {
        case .command(let index, let term, let bytes): "index \(index), term \(term), \(briefBytes(bytes))"
        case .snapshot(let index, let term, let bytes): "a snapshot up to \(index), term \(term), \(bytes.count) bytes"
        }
    }
}
