/// What Raft hands to the service above it: the next committed command, or a snapshot that replaces all commands up
/// to its index.
///
/// ```swift
/// await apply(.command(index: 7, term: 2, bytes: entry.command))
/// ```
public enum ApplyMessage: Sendable, Equatable {
    /// A committed entry; each server applies each index once, in order, starting at 1.
    case command(index: Int, term: Int, bytes: [UInt8])
    /// The service's state after all commands up to `index`.
    case snapshot(index: Int, term: Int, bytes: [UInt8])
}

/// Hands one message to the service; returns when the service has taken it.
public typealias Apply = @Sendable (ApplyMessage) async -> Void
