import Simulation
import XCTest

final class DigestTests: XCTestCase {
    private func digest(_ body: (inout Digest) -> Void) -> Digest {
        var digest = Digest()
        body(&digest)
        return digest
    }

    func testEqualContentsGiveEqualDigests() {
        XCTAssertEqual(digest { $0.mix("abcdefghij") }, digest { $0.mix(Array("abcdefghij".utf8)) })
    }

    func testOrderCounts() {
        let forward = digest { (digest: inout Digest) in
            digest.mix(1)
            digest.mix(2)
        }
        let backward = digest { (digest: inout Digest) in
            digest.mix(2)
            digest.mix(1)
        }
        XCTAssertNotEqual(forward, backward)
    }

    /// Lengths are part of it, so that zeros at the end count.
    func testEveryByteCounts() {
        let texts: [[UInt8]] = [
            [], [0], [0, 0], Array(repeating: 0, count: 8), Array(repeating: 0, count: 9), [1, 0], [0, 1],
            [1, 2, 3, 4, 5, 6, 7, 8, 9], [9, 2, 3, 4, 5, 6, 7, 8, 1],
        ]
        XCTAssertEqual(Set(texts.map { text in digest { $0.mix(text) } }).count, texts.count)
    }

    func testEveryBitOfANumberCounts() {
        XCTAssertEqual(Set((0..<64).map { bit in digest { $0.mix(1 << UInt64(bit)) } }).count, 64)
    }

    func testReadsAsSixteenDigits() {
        XCTAssertEqual(Digest().description, "cbf29ce484222325")
        for number in 0..<100 as Range<UInt64> {
            XCTAssertEqual(digest { $0.mix(number) }.description.count, 16)
        }
    }
}
