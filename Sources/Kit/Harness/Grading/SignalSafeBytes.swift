import Foundation

/// Bytes that a signal handler may read: they lie in memory of their own, which stays where it is until the next
/// `replace`, and reading them counts no references.
struct SignalSafeBytes {
    private var buffer = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)
    private var count = 0

    /// Puts other bytes in their place. No handler may read meanwhile.
    package mutating func replace(with bytes: some Collection<UInt8>) {
        count = bytes.count
        if count > buffer.count {
            buffer.deallocate()
            buffer = .allocate(capacity: count)
        }
        _ = buffer.update(fromContentsOf: bytes)
    }

    /// The bytes as a string of C; nil if there are none.
    package var start: UnsafePointer<CChar>? {
        guard count > 0, let address = buffer.baseAddress else { return nil }
        return UnsafeRawPointer(address).assumingMemoryBound(to: CChar.self)
    }

    /// Writes all bytes, as far as the file takes them.
    package func write(to descriptor: Int32) {
        _ = Foundation.write(descriptor, buffer.baseAddress, count)
    }
}
