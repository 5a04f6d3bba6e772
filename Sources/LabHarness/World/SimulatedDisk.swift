import LabKit

/// A disk that outlives the machines it is plugged into.
final class SimulatedDisk: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    var storage: Storage {
        didSet { isNew = false }
    }
    /// Whether nothing was ever saved on it.
    private(set) var isNew = true

    /// How many bytes one of the two blocks takes. What can't be encoded takes none; whoever reads it is told.
    func size(of block: KeyPath<Storage, Block>) -> Int { storage[keyPath: block].bytes { _ in }.count }

    init(storage: Storage = Storage()) {
        self.storage = storage
    }
}
