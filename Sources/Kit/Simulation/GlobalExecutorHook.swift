import Foundation

/// Catches the jobs that the Swift runtime would hand to its thread pool.
///
/// Task-group children, `async let`, detached tasks, default actors and stream resumptions have no executor of their
/// own. The runtime lets a program replace the function that enqueues such jobs; this one gives them to the machine
/// whose code is running, so that they are scheduled, traced and crashed like all its other work.
enum GlobalExecutorHook {
    private typealias Hook = @convention(thin) (UnownedJob, UnsafeRawPointer) -> Void
    private typealias Original = @convention(thin) (UnownedJob) -> Void

    /// The simulation whose run is in progress; read and written on the run's thread only.
    nonisolated(unsafe) static var simulator: Simulator?

    /// Sets the hook, once in a process.
    /// - Returns: false if this runtime has no such hook.
    static let isInstalled: Bool = {
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "swift_task_enqueueGlobal_hook") else { return false }
        let hook: Hook = { job, original in
            // Outside a run, and on XCTest's own threads during one, jobs go where they always went.
            if RunThread.isCurrent, let simulator, let machine = simulator.machineForGlobalJob {
                simulator.makeReady(job, on: machine, isIsolated: false)
            } else {
                unsafeBitCast(original, to: Original.self)(job)
            }
        }
        symbol.assumingMemoryBound(to: Hook?.self).pointee = hook
        return true
    }()
}
