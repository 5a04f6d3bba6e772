import Harness
import LabKit
import Simulation

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
