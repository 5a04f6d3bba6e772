import Foundation

// `Data` goes over the wire as one block, like `[UInt8]`. This is the only file that needs Foundation.

extension WireOutput {
    /// Appends the value as a block if it is a `Data`; says whether it was.
    @inline(__always)
    func appendIfData<T>(_ value: T) -> Bool {
        guard T.self == Data.self else { return false }
        unsafeBitCast(value, to: Data.self).withUnsafeBytes(append(block:))
        return true
    }
}

extension WireInput {
    @inline(__always)
    func isData<T>(_ type: T.Type) -> Bool {
        T.self == Data.self
    }

    /// The block as a `T`, which is `Data`.
    func data<T>(_ block: UnsafeBufferPointer<UInt8>, as type: T.Type) -> T {
        unsafeBitCast(Data(buffer: block), to: T.self)
    }
}
