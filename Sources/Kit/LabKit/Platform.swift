import Wire

/// What a `Node` stands on: a simulated machine, or one day a real one. Lab code never sees it.
///
/// What suspends takes the caller's actor as `isolation` and stays on it, so that waiting costs no hops between
/// executors.
package protocol Platform: AnyObject, Sendable {
    /// The name people read, for example `S2`.
    var name: String { get }
    /// The executor for the node's actors; valid as long as the platform.
    var unownedExecutor: UnownedSerialExecutor { get }

    /// Nanoseconds on the node's own clock, from an arbitrary start; never goes back.
    var nanoseconds: UInt64 { get }
    /// Suspends until the node's clock shows `nanoseconds`.
    /// - Throws: `CancellationError` when the task is cancelled or the node crashes.
    func sleep(untilNanoseconds nanoseconds: UInt64, isolation: isolated (any Actor)?) async throws
    /// The next random number.
    func nextRandom() -> UInt64

    /// What is on the node's disk.
    var storage: Storage { get }
    /// Replaces all that is on the disk, atomically.
    func store(_ storage: Storage)

    /// Registers what answers requests of type `R`; it receives and returns encoded values, and runs on `actor` if
    /// there is one.
    func serve<R: RPC>(
        _ type: R.Type, on actor: (any Actor)?, handler: @escaping @Sendable ([UInt8]) async -> [UInt8]?)
    /// Sends encoded arguments and waits for the encoded reply; nil if none came.
    func call<R: RPC>(
        _ type: R.Type, at address: Int, arguments: [UInt8], timeout: Duration?,
        isolation: isolated (any Actor)?
    ) async -> [UInt8]?

    /// Adds a line to the trace.
    func log(_ line: String)
    /// Ends the run because lab code used the kit in a way that can't work.
    func refuse(_ message: String)
}
