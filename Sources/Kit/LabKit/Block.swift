import Wire

/// A block of bytes that is encoded when somebody looks.
///
/// A Raft server saves its whole log for every entry, and most of what it saves is never read. Values that are
/// `Sendable` don't change once they are handed over, so it makes no difference when they are turned into bytes, except
/// for the time it takes: keeping the value costs next to nothing, encoding a thousand entries does.
package final class Block: @unchecked Sendable {
    // @unchecked: read on one thread only, that of the simulation or of the platform's own disk.

    private var encode: (() throws -> [UInt8])?
    private var encoded: [UInt8] = []

    /// A block of bytes as they are.
    package init(bytes: [UInt8]) {
        encoded = bytes
    }

    /// A block that holds an encoded value; it is encoded when somebody first asks for its bytes.
    package init(encoding value: some Encodable & Sendable) {
        encode = { try WireEncoder().encode(value) }
    }

    /// The bytes; empty if the value can't be encoded.
    /// - Parameter report: told, once, why it can't be.
    package func bytes(_ report: (any Error) -> Void) -> [UInt8] {
        if let encode {
            self.encode = nil
            do { encoded = try encode() } catch { report(error) }
        }
        return encoded
    }
}
