import LabKit
import XCTest

/// A platform that has nothing but a disk.
final class MemoryPlatform: Platform, @unchecked Sendable {
    // @unchecked: used by one test, on one thread.

    private(set) var storage = Storage()
    private(set) var saves = 0

    func store(_ storage: Storage) {
        self.storage = storage
        saves += 1
    }

    let name = "S0"
    let nanoseconds: UInt64 = 0
    var unownedExecutor: UnownedSerialExecutor { MainActor.sharedUnownedExecutor }
    func sleep(untilNanoseconds nanoseconds: UInt64, isolation: isolated (any Actor)?) async throws {}
    func nextRandom() -> UInt64 { 0 }
    func serve<R: RPC>(
        _ type: R.Type, on actor: (any Actor)?, handler: @escaping @Sendable ([UInt8]) async -> [UInt8]?
    ) {}
    func call<R: RPC>(
        _ type: R.Type, at address: Int, arguments: [UInt8], timeout: Duration?, isolation: isolated (any Actor)?
    ) async -> [UInt8]? { nil }
    func log(_ line: String) {}
    func refuse(_ message: String) { XCTFail(message) }
}
