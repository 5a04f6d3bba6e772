import Foundation
import Synchronization

/// The one thread on which a run happens, and what arrived from any other.
enum RunThread {
    /// The identity of the thread with a run in progress; 0 when there is none.
    private static let current = Atomic<UInt>(0)
    private static let hasForeignWork = Atomic<Bool>(false)
    private static let foreignMachine = Mutex<Int?>(nil)

    private static var identity: UInt {
        #if canImport(Darwin)
            UInt(bitPattern: pthread_self())
        #else
            UInt(pthread_self())
        #endif
    }

    /// Whether a run is in progress and this is its thread.
    static var isCurrent: Bool { current.load(ordering: .relaxed) == identity }

    /// Whether any run is in progress.
    static var isBusy: Bool { current.load(ordering: .relaxed) != 0 }

    /// Makes the calling thread the run's thread.
    /// - Returns: false if another run is in progress in this process.
    static func begin() -> Bool {
        guard current.compareExchange(expected: 0, desired: identity, ordering: .acquiringAndReleasing).exchanged
        else { return false }
        foreignMachine.withLock { $0 = nil }
        hasForeignWork.store(false, ordering: .relaxed)
        return true
    }

    static func end() {
        current.store(0, ordering: .releasing)
    }

    /// Called on a foreign thread: remembers which machine's work came from outside. Work that comes when no run is in
    /// progress belongs to a run that is over, and is dropped.
    static func reportForeignWork(for machine: Int) {
        guard isBusy else { return }
        foreignMachine.withLock { $0 = machine }
        hasForeignWork.store(true, ordering: .releasing)
    }

    /// The number of a machine whose work came from a foreign thread since the run began.
    static func takeForeignWork() -> Int? {
        guard hasForeignWork.load(ordering: .acquiring) else { return nil }
        hasForeignWork.store(false, ordering: .relaxed)
        return foreignMachine.withLock { $0 }
    }
}
