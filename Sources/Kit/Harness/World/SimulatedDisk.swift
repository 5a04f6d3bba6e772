import LabKit

/// A disk that outlives the machines it is plugged into.
package final class SimulatedDisk: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    package private(set) var storage: Storage
    /// Whether nothing was ever saved on it.
    package private(set) var isNew = true
    /// Told of every save; may crash the machine that saves.
    package var didSave: (() -> Void)?

    /// Whether a snapshot was saved since somebody took it.
    private var hasNewSnapshot = false

    /// The snapshot on the disk, if it was saved since the last time.
    package func takeNewSnapshot() -> [UInt8]? {
        defer { hasNewSnapshot = false }
        return hasNewSnapshot ? storage.snapshot.bytes { _ in } : nil
    }

    package func save(_ storage: Storage) {
        // What is kept is the very same block.
        if storage.snapshot !== self.storage.snapshot { hasNewSnapshot = true }
        self.storage = storage
        isNew = false
        didSave?()
    }

    /// How many bytes one of the two blocks takes. What can't be encoded takes none; whoever reads it is told.
    package func size(of block: KeyPath<Storage, Block>) -> Int { storage[keyPath: block].bytes { _ in }.count }

    package init(storage: Storage = Storage()) {
        self.storage = storage
    }
}
