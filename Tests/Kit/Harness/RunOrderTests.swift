import Foundation
import XCTest

@testable import Harness

final class RunOrderTests: XCTestCase {
    private let text = #"{"seeds":[7,18446744073709551615],"proofs":{"T.C/m":["one","two"],"T.C/short":["one"]}}"#

    private func order() throws -> RunOrder { try JSONDecoder().decode(RunOrder.self, from: Data(text.utf8)) }

    func testEachPairHasAProofOfItsOwn() throws {
        let order = try order()
        XCTAssertEqual(order.proof(of: "T.C/m", seed: 7), "one")
        XCTAssertEqual(order.proof(of: "T.C/m", seed: .max), "two")
    }

    func testWhatNobodyAskedForHasNone() throws {
        let order = try order()
        XCTAssertNil(order.proof(of: "T.C/m", seed: 8))
        XCTAssertNil(order.proof(of: "T.C/other", seed: 7))
        XCTAssertNil(order.proof(of: "T.C/short", seed: .max))
    }

    func testItsSeedsComeBeforeThoseOfTheEnvironment() throws {
        let environment = try LabEnvironment(["LAB_SEED": "3", "LAB_SEEDS": "4"], order: order())
        XCTAssertEqual(environment.seeds, [7, .max])
    }

    func testAProcessThatAPersonStartedHasNone() throws {
        XCTAssertNil(try RunOrder.take())
        XCTAssertNil(LabEnvironment.current.order)
    }
}
