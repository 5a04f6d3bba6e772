import Foundation
import Wire
import XCTest

/// The bytes themselves. A change here means that old bytes can no longer be read.
final class FormatTests: XCTestCase {
    private func text(_ text: String) -> [UInt8] {
        [0x40 + UInt8(text.utf8.count)] + text.utf8
    }

    func testScalars() throws {
        XCTAssertEqual(try encode(0), [0x80])
        XCTAssertEqual(try encode(127), [0xFF])
        XCTAssertEqual(try encode(128), [0x10, 0x80])
        XCTAssertEqual(try encode(0x1234), [0x11, 0x34, 0x12])
        XCTAssertEqual(try encode(-1), [0x20, 0x00])
        XCTAssertEqual(try encode(Int8.min), [0x20, 0x7F])
        XCTAssertEqual(try encode(UInt128.max), [0x1F] + [UInt8](repeating: 0xFF, count: 16))
        XCTAssertEqual(try encode([false, true]), [0x07, 0x02, 0x03, 0x00])
        XCTAssertEqual(try encode(Float(1)), [0x04, 0, 0, 0x80, 0x3F])
        XCTAssertEqual(try encode(1.0), [0x05, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
        XCTAssertEqual(try encode("ab"), [0x42, 0x61, 0x62])
        XCTAssertEqual(try encode(String(repeating: "a", count: 200)).prefix(4), [0x0C, 0xC8, 0x01, 0x61])
        XCTAssertEqual(try encode([1, 2] as [UInt8]), [0x0B, 0x02, 1, 2])
        XCTAssertEqual(try encode(Data([1, 2])), [0x0B, 0x02, 1, 2])
    }

    func testContainers() throws {
        XCTAssertEqual(try encode(Empty()), [0x06, 0x00])
        XCTAssertEqual(try encode(["b": 1, "a": 2]), [0x08] + text("a") + [0x82] + text("b") + [0x81, 0x00])
        XCTAssertEqual(try encode(Set([3, 1, 2])), [0x07, 0x81, 0x82, 0x83, 0x00])
        XCTAssertEqual(try encode([nil, .some(nil), 1] as [Int??]), [0x07, 0x01, 0x09, 0x01, 0x81, 0x00])
        let request = AppendEntries(term: 1, leader: 2, entries: [.init(term: 3, command: [9])], hint: nil)
        let entry = [0x06] + text("term") + [0x83] + text("command") + [0x0B, 0x01, 9, 0x00]
        let entries = [0x07] + entry + [0x00]
        XCTAssertEqual(
            try encode(request),
            [0x06] + text("term") + [0x81] + text("leader") + [0x82] + text("entries") + entries + [0x00])
    }

    func testOverheadOfLargeCommandIsSmall() throws {
        let command = [UInt8](repeating: 1, count: 5000)
        let request = AppendEntries(term: 1, leader: 2, entries: [.init(term: 3, command: command)], hint: nil)
        XCTAssertLessThan(try encode(request).count, 5000 + 60)
    }
}
