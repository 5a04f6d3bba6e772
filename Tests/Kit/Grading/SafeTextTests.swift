import XCTest

@testable import Grading

final class SafeTextTests: XCTestCase {
    func testWhatPeopleCanSeeStays() {
        XCTAssertEqual("S1 voted twice.\nWhy? → é 漢 😀".capped, "S1 voted twice.\nWhy? → é 漢 😀")
    }

    func testWhatTheyCannotSeeIsSpelledOut() {
        XCTAssertEqual("a\u{1b}[2Jb\u{0}\r\t".capped, "a\\u{1b}[2Jb\\u{0}\\u{d}\\u{9}")
        XCTAssertEqual(
            "\u{202e}\u{2066}\u{200b}\u{feff}\u{e000}".capped, "\\u{202e}\\u{2066}\\u{200b}\\u{feff}\\u{e000}")
        XCTAssertEqual("\u{fffe}\u{2028}".capped, "\\u{fffe}\\u{2028}")
    }

    func testItIsNoLongerThanItMayBe() {
        let capped = String(repeating: "\u{0}é", count: 10_000).capped
        XCTAssertLessThanOrEqual(capped.utf8.count, 4096 + 6)
        XCTAssertTrue(capped.hasSuffix(" [cut]"))
    }
}
