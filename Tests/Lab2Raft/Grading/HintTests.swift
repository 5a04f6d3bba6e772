import LabKit
import XCTest

@testable import Harness
@testable import Lab2RaftGrading

/// What a report adds when something odd may explain a failure.
final class HintTests: XCTestCase {
    func testARequestWithoutAHandler() {
        let result = runOnce(ServesNothing.self) { cluster in
            try await cluster.agree(on: "abc", servers: 3, retry: false)
        }
        XCTAssertEqual(result.failure?.kind, .noAgreement)
        XCTAssertEqual(
            result.hints,
            [
                """
                a server was sent CopyLog and has no handler for it, so the caller hears nothing: call \
                node.serve(CopyLog.self) { … } at the beginning of run().
                """
            ])
    }

    func testACrashBeforeAnythingWasSaved() {
        let result = runOnce(Good.self) { cluster in
            cluster.crash(1)
            cluster.crash(2)
            throw LabFailure(.testError, message: "made up")
        }
        XCTAssertEqual(result.hints.count, 2)
        XCTAssert(result.hints[0].contains("when S1 crashed, no server had saved anything on its disk yet"))
    }

    func testACrashAfterASave() {
        let result = runOnce(SavesItsNumber.self) { cluster in
            try await cluster.sleep(for: .seconds(1))
            cluster.crash(1)
            throw LabFailure(.testError, message: "made up")
        }
        XCTAssertEqual(result.hints, [])
    }

    func testAPassHasNone() {
        XCTAssertEqual(runOnce(Good.self) { $0.crash(1) }.hints, [])
    }
}

private actor ServesNothing: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func run() async throws {}
}

private actor SavesItsNumber: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func run() async throws { node.disk.save(site.me) }
}
