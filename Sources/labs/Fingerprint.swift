import Foundation

/// Two inputs with one fingerprint are the same input (FNV-1a, 64 bits: against accidents, not against malice).
struct Fingerprint: CustomStringConvertible {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    var description: String { String(hash, radix: 16) }

    mutating func add(_ data: Data) {
        // The length first, so that it counts where one piece ends and the next begins.
        add(bytes: withUnsafeBytes(of: UInt64(data.count).littleEndian) { Array($0) })
        add(bytes: Array(data))
    }

    /// All files of a folder, with their names.
    mutating func add(folder: String) throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() {
            add(Data(name.utf8))
            // A folder in it can't be read, and says nothing but its name.
            if let data = FileManager.default.contents(atPath: folder + "/" + name) { add(data) }
        }
    }

    private mutating func add(bytes: [UInt8]) {
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
}
