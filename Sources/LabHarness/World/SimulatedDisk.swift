import LabKit

/// A disk that outlives the machines it is plugged into.
final class SimulatedDisk: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    var storage: Storage {
        didSet { isNew = false }
    }
    /// Whether nothing was ever saved on it.
    private(set) var isNew = true

    init(storage: Storage = Storage()) {
        self.storage = storage
    }
}
