import Foundation
import XCTest

@testable import Harness

/// Values as traces show them.
final class BriefTests: XCTestCase {
    private struct Entry {
        var term: Int
        var command: [UInt8]
    }

    private enum Answer {
        case yes
        case number(Int)
        case both(Int, text: String)
        case entry(Entry)
        case labelled(term: Int)
    }

    private final class Box { let value = 1.5 }

    func testScalars() {
        XCTAssertEqual(brief(42), "42")
        XCTAssertEqual(brief(true), "true")
        XCTAssertEqual(brief("abc"), "\"abc\"")
        XCTAssertEqual(brief("a\nb"), "\"a\\nb\"")
    }

    func testBytes() {
        XCTAssertEqual(brief(Array("x = 1".utf8)), "'x = 1'")
        XCTAssertEqual(brief([0, 255] as [UInt8]), "2 bytes")
        XCTAssertEqual(brief([] as [UInt8]), "0 bytes")
        XCTAssertEqual(brief(Data("abc".utf8)), "'abc'")
        XCTAssertEqual(brief(Data()), "0 bytes")
    }

    func testLongTextIsClipped() {
        let text = String(repeating: "a", count: 41)
        let start = String(repeating: "a", count: 30)
        XCTAssertEqual(brief(text), "\"\(start)… (41 characters)\"")
        XCTAssertEqual(brief(Array(text.utf8)), "'\(start)… (41 characters)'")
        XCTAssertEqual(brief(String(text.dropLast())), "\"\(text.dropLast())\"")
    }

    func testLists() {
        XCTAssertEqual(brief([] as [Int]), "[]")
        XCTAssertEqual(brief([] as [Entry]), "[]")
        XCTAssertEqual(brief([1, 2, 3]), "[1, 2, 3]")
        XCTAssertEqual(brief(Array(1...9)), "[1, … 7 more …, 9]")
        XCTAssertEqual(brief(["b": 2, "a": 1]), "[\"a\": 1, \"b\": 2]")
        XCTAssertEqual(brief(Set([5])), "[5]")
    }

    func testOptionals() {
        XCTAssertEqual(brief(nil as Int? as Any), "nil")
        XCTAssertEqual(brief(7 as Int? as Any), "7")
        XCTAssertEqual(brief([] as [Int]? as Any), "[]")
        XCTAssertEqual(brief(Array("abc".utf8) as [UInt8]? as Any), "'abc'")
    }

    func testStructsClassesAndTuples() {
        XCTAssertEqual(brief(Entry(term: 2, command: Array("go".utf8))), "Entry(term: 2, command: 'go')")
        XCTAssertEqual(brief([Entry(term: 2, command: [])]), "[Entry(term: 2, command: 0 bytes)]")
        XCTAssertEqual(brief(Box()), "Box(value: 1.5)")
        XCTAssertEqual(brief((1, name: "a")), "(1, name: \"a\")")
    }

    func testEnums() {
        XCTAssertEqual(brief(Answer.yes), "yes")
        XCTAssertEqual(brief(Answer.number(3)), "number(3)")
        XCTAssertEqual(brief(Answer.both(3, text: "a")), "both(3, text: \"a\")")
        XCTAssertEqual(brief(Answer.entry(Entry(term: 1, command: []))), "entry(Entry(term: 1, command: 0 bytes))")
        XCTAssertEqual(brief(Answer.labelled(term: 3)), "labelled(term: 3)")
    }
}
