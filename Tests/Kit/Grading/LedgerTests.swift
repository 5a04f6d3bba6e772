import Foundation
import XCTest

@testable import Grading

final class LedgerTests: XCTestCase {
    private let test = "Lab2ATests.ElectionTests/testX"
    private var ledger = Ledger(tests: [], seeds: [])
    private var proofs: [String] = []

    override func setUpWithError() throws {
        ledger = Ledger(tests: [test], seeds: [7, .max])
        struct Order: Decodable {
            let seeds: [UInt64]
            let proofs: [String: [String]]
        }
        let order = try JSONDecoder().decode(Order.self, from: ledger.order(tests: [test], seeds: [7, .max]))
        XCTAssertEqual(order.seeds, [7, .max])
        proofs = try XCTUnwrap(order.proofs[test])
    }

    private func line(
        test: String? = nil, seed: UInt64 = 7, passed: Bool = true, proof: String? = nil, failure: String = ""
    ) -> Data {
        let proof = proof.map { #","proof":"\#($0)""# } ?? ""
        return Data(
            #"{"test":"\#(test ?? self.test)","seed":\#(seed),"passed":\#(passed),"digest":"d"\#(proof)\#(failure)}"#
                .utf8)
    }

    func testAPassThatIsProvenCounts() {
        XCTAssertTrue(ledger.take(line(proof: proofs[0])))
        XCTAssertTrue(ledger.take(line(seed: .max, proof: proofs[1])))
        XCTAssertEqual(ledger.entry(test, 7), .passed(digest: "d"))
        XCTAssertEqual(ledger.entry(test, .max), .passed(digest: "d"))
    }

    func testAPassWithoutProofIsWorthNothing() {
        XCTAssertTrue(ledger.take(line()))
        XCTAssertEqual(ledger.entry(test, 7), .unproven)
    }

    func testTheProofOfAnotherSeedIsNone() {
        _ = ledger.take(line(proof: proofs[1]))
        XCTAssertEqual(ledger.entry(test, 7), .unproven)
    }

    func testTheProofOfAnEarlierProcessIsNone() {
        var later = Ledger(tests: [test], seeds: [7, .max])
        _ = later.take(line(proof: proofs[0]))
        XCTAssertEqual(later.entry(test, 7), .unproven)
    }

    func testTwoLinesOfOneRunAreWorthNothing() {
        XCTAssertTrue(ledger.take(line(proof: proofs[0])))
        XCTAssertFalse(ledger.take(line(proof: proofs[0])))
        XCTAssertEqual(ledger.entry(test, 7), .repeated)
        XCTAssertFalse(ledger.take(line(proof: proofs[0])))
        XCTAssertEqual(ledger.entry(test, 7), .repeated)
    }

    func testAFailureStaysOneWhateverElseTheLineSays() {
        let failure = #","failure":{"kind":"votedTwice","message":"S1 voted twice.","question":"Why?","section":"5.2"}"#
        _ = ledger.take(line(proof: proofs[0], failure: failure))
        XCTAssertEqual(
            ledger.entry(test, 7),
            .failed(.init(kind: "votedTwice", message: "S1 voted twice.", question: "Why?", section: "5.2")))
    }

    func testWhatNobodyAskedForIsUnknown() {
        for data in [
            line(test: "Lab2ATests.Other/test", proof: proofs[0]), line(seed: 8, proof: proofs[0]), Data("{".utf8),
            Data([0, 1, 2]), Data(#"{"test":"\#(test)","seed":-7,"passed":true,"digest":""}"#.utf8), nil,
        ] { XCTAssertFalse(ledger.take(data)) }
        XCTAssertEqual(ledger.unknown, 6)
        XCTAssertNil(ledger.entry(test, 7))
        XCTAssertEqual(ledger.tests, [])
    }

    func testPointsInALineAreNotRead() {
        let data = Data(
            #"{"points":1000000,"test":"\#(test)","seed":7,"passed":true,"digest":"","proof":"\#(proofs[0])"}"#.utf8)
        XCTAssertTrue(ledger.take(data))
        XCTAssertEqual(ledger.entry(test, 7), .passed(digest: ""))
    }

    func testALongMessageIsCut() throws {
        let long = String(repeating: "x", count: 20_000)
        _ = ledger.take(line(failure: #","failure":{"kind":"k","message":"\#(long)"}"#))
        guard case .failed(let failure) = ledger.entry(test, 7) else { return XCTFail("no failure") }
        XCTAssertLessThan(failure.message.utf8.count, 4200)
    }
}
