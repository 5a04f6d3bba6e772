import Foundation
import Synchronization

/// Threads that keep all cores but one busy, so that whatever is timed by the real clock goes differently.
final class Load: Sendable {
    /// How many cores are kept busy, at least one.
    let cores = max(1, ProcessInfo.processInfo.activeProcessorCount - 1)
    private let isOver = Atomic(false)

    /// Keeps the cores busy while `body` runs.
    func during<Value>(_ body: () throws -> Value) rethrows -> Value {
        for _ in 0..<cores {
            Thread.detachNewThread { while !self.isOver.load(ordering: .relaxed) {} }
        }
        defer { isOver.store(true, ordering: .relaxed) }
        return try body()
    }
}
