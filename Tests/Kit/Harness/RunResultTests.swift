import XCTest

@testable import Harness

final class RunResultTests: XCTestCase {
    func testRunsThatAgree() {
        let (first, second) = (sampleResult(failure: sampleFailure), sampleResult())
        XCTAssertEqual(first.compared(with: second).failure, sampleFailure)
        XCTAssertNil(second.compared(with: second).failure)
    }
}
