import Foundation
import XCTest

/// Prints the score when all tests are over.
final class ScoreObserver: NSObject, XCTestObservation {
    /// Begins to watch, once in a process.
    package static func watch() { once }

    private static let once: Void = XCTestObservationCenter.shared.addTestObserver(ScoreObserver())

    func testBundleDidFinish(_ testBundle: Bundle) {
        let seeds = LabEnvironment.current.seeds.count
        guard let score = Gradebook.current.withLock({ $0.score(isOver: true, seeds: seeds) }) else { return }
        print(score)
        fflush(nil)
    }
}
