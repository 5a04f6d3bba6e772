import Foundation
import XCTest

@testable import Grading

final class SeedListTests: XCTestCase {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("quorum-\(UUID().uuidString)").path

    override func tearDown() { try? FileManager.default.removeItem(atPath: path) }

    private func assertRefused(_ text: String, _ sentence: String, line: UInt = #line) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        XCTAssertThrowsError(try SeedList.read(path), line: line) { error in
            let message = (error as? SeedList.Problem)?.sentence ?? "\(error)"
            XCTAssertTrue(message.contains(sentence), message, line: line)
        }
    }

    func testSeedsInAFile() throws {
        try Data("# ours\n1\n\n 0x2a # a remark\n18446744073709551615\n".utf8).write(to: URL(fileURLWithPath: path))
        XCTAssertEqual(try SeedList.read(path), [1, 0x2a, .max])
    }

    func testFilesThatHoldNone() throws {
        try assertRefused("", "holds no seeds")
        try assertRefused("1\n-2\n", ":2: \"-2\" is no seed")
        try assertRefused("0x\n", "is no seed")
        try assertRefused("18446744073709551616", "is no seed")
        try assertRefused("1\n0x1\n", ":2: the seed 0x1 stands there twice")
        XCTAssertThrowsError(try SeedList.read("/nowhere"))
    }

    func testDrawnSeedsAreNewAndAreReadBack() throws {
        let seeds = SeedList.drawn(50)
        XCTAssertEqual(Set(seeds).count, 50)
        XCTAssertNotEqual(seeds, SeedList.drawn(50))
        try SeedList.write(seeds, to: path)
        XCTAssertEqual(try SeedList.read(path), seeds)
        var status = stat()
        stat(path, &status)
        XCTAssertEqual(status.st_mode & 0o777, 0o600)
    }
}
