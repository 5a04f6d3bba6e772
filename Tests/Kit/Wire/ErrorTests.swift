import Foundation
import Wire
import XCTest

/// What goes wrong is said in words that help to find it.
final class ErrorTests: XCTestCase {
    private struct Log: Codable {
        struct Entry: Codable {
            var term: Double
        }
        var log: [Entry]
    }

    private func message(_ body: () throws -> Void, line: UInt = #line) -> String {
        do {
            try body()
            XCTFail("no error", line: line)
        } catch DecodingError.dataCorrupted(let context), DecodingError.typeMismatch(_, let context),
            DecodingError.keyNotFound(_, let context), DecodingError.valueNotFound(_, let context)
        {
            return context.debugDescription
        } catch EncodingError.invalidValue(_, let context) {
            return context.debugDescription
        } catch {
            XCTFail("\(error)", line: line)
        }
        return ""
    }

    private func check<T: Decodable>(_ type: T.Type, _ bytes: [UInt8], _ expected: String, line: UInt = #line) {
        XCTAssertEqual(message({ _ = try decode(type, bytes) }, line: line), expected, line: line)
    }

    func testTruncated() throws {
        let bytes = try encode(Log(log: [.init(term: 1), .init(term: 2), .init(term: 3), .init(term: 4)]))
        check(
            Log.self, Array(bytes.dropLast(9)), "expected 8 bytes for Double at log[3].term (byte 60), found 2")
        check(Int.self, [], "expected a value at the top level (byte 0), found the end of the input")
        check(String.self, [0x45, 0x61], "expected 5 bytes for String at the top level (byte 0), found 1")
        check([Int].self, [0x07, 0x81], "expected a value at [1] (byte 2), found the end of the input")
        check(Int.self, [0x13, 1], "expected 4 bytes for Int at the top level (byte 0), found 1")
    }

    func testTruncatedEnumAndDictionary() throws {
        let tree = try encode(Tree.node(left: .leaf, right: .leaf))
        check(
            Tree.self, Array(tree.dropLast(4)),
            "expected a value at node.right.leaf (byte \(tree.count - 4)), found the end of the input")
        check(
            [String: Int].self, Array(try encode(["a": 1, "b": 300]).dropLast(2)),
            "expected 2 bytes for Int at b (byte 6), found 1")
    }

    func testCodingPath() throws {
        var bytes = try encode(Log(log: [.init(term: 1), .init(term: 2)]))
        bytes[bytes.count - 12] = 0x04
        XCTAssertThrowsError(try decode(Log.self, bytes)) { error in
            guard case DecodingError.typeMismatch(let type, let context) = error else { return XCTFail("\(error)") }
            XCTAssert(type == Double.self)
            XCTAssertEqual(context.codingPath.map(\.stringValue), ["log", "Index 1", "term"])
            XCTAssertEqual(context.codingPath.map(\.intValue), [nil, 1, nil])
        }
    }

    func testWrongType() throws {
        check(Int.self, try encode("x"), "expected Int at the top level (byte 0), found String")
        check([String].self, try encode([1]), "expected String at [0] (byte 1), found an integer")
        check([Bool].self, try encode([true, nil]), "expected Bool at [1] (byte 2), found nil")
        check(
            [Int].self, try encode(Empty()),
            "expected an unkeyed container at the top level (byte 0), "
                + "found a keyed container")
        check(Log.self, try encode(true), "expected a keyed container at the top level (byte 0), found Bool")
        check([UInt8].self, try encode([300]), "expected a number that fits UInt8 at [0] (byte 1), found 300")
        check([Int8].self, try encode([1, -300]), "expected a number that fits Int8 at [1] (byte 2), found -299 - 1")
        check(UInt.self, try encode(-1), "expected a number that fits UInt at the top level (byte 0), found -0 - 1")
        check(
            String.self, [0x42, 0xC3, 0x28], "expected UTF-8 for String at the top level (byte 0), found other bytes")
        check(Int.self, [0x0F], "expected Int at the top level (byte 0), found the unknown tag 15")
    }

    func testMissingField() throws {
        check(
            Log.self, try encode(["lag": [1], "lug": []]),
            "expected the field log at the top level (byte 0), "
                + "found only lag, lug")
        check([Log].self, try encode([Empty()]), "expected the field log at [0] (byte 1), found no fields")
    }

    func testTrailingBytes() throws {
        check(Int.self, [0x81, 0x00, 0x00], "expected the end of the input at the top level (byte 1), found 2 more")
    }

    func testDuplicates() {
        let twice: [UInt8] = [0x41, 0x61, 0x81, 0x41, 0x61, 0x82, 0x00]
        for tag: UInt8 in [0x06, 0x08] {
            check(
                [String: Int].self, [tag] + twice,
                "expected 2 different elements for Dictionary<String, Int> "
                    + "at the top level (byte 0), found 1")
        }
        check(
            [[Color: Int]].self, [0x07, 0x07, 0x43] + "red".utf8 + [0x81, 0x43] + "red".utf8 + [0x81, 0x00, 0x00],
            "expected 2 different elements for Dictionary<Color, Int> at [0] (byte 1), found 1")
        check(
            Set<Int>.self, [0x07, 0x81, 0x81, 0x82, 0x00],
            "expected 3 different elements for Set<Int> "
                + "at the top level (byte 0), found 2")
        // "1" and "01" are different names of the same number.
        XCTAssertThrowsError(try decode([Int: Int].self, [0x08, 0x41, 0x31, 0x81, 0x42, 0x30, 0x31, 0x81, 0x00]))
    }

    func testStandardLibraryTypesDoNotTrap() throws {
        XCTAssertThrowsError(try decode(Range<Int>.self, [0x07, 0x82, 0x81, 0x00]))
        XCTAssertThrowsError(try decode(ClosedRange<Double>.self, try encode([Double.nan, 0])))
        XCTAssertThrowsError(try decode([[Int]: Int].self, [0x07, 0x07, 0x00, 0x81, 0x07, 0x00, 0x00]))
        XCTAssertThrowsError(try decode(SIMD2<Int>.self, try encode([1, 2, 3])))
        XCTAssertThrowsError(try decode(URL.self, try encode("")))
    }

    func testLengthsAreCheckedBeforeAnythingIsAllocated() {
        let huge: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]
        check(
            [UInt8].self, [0x0B] + huge,
            "expected 1152921504606846976 bytes for a block of bytes "
                + "at the top level (byte 0), found 0")
        check(
            [String].self, [0x07, 0x0C] + huge + [1],
            "expected 1152921504606846976 bytes for String "
                + "at [0] (byte 1), found 1")
        let endless = [UInt8](repeating: 0xFF, count: 20)
        check(Data.self, [0x0B] + endless, "expected a length below 2^63 at the top level (byte 0), found a longer one")
        XCTAssertThrowsError(try decode(Empty.self, [0x06, 0x0B] + huge))
    }

    private final class Chain: Codable {
        var next: Chain?
        init(next: Chain?) { self.next = next }
    }

    func testDepthIsLimitedWhileDecoding() throws {
        let deep = [UInt8](repeating: 0x07, count: 100_000)
        struct Lists: Decodable {
            var lists: [Lists]
            init(from decoder: any Decoder) throws { lists = try [Lists](from: decoder) }
        }
        let text = message { _ = try decode(Lists.self, deep) }
        XCTAssert(text.hasPrefix("expected at most 128 values inside one another at [0][0]"), text)
        XCTAssert(text.hasSuffix("(byte 128), found more"), text)
        XCTAssertThrowsError(try decode(Empty.self, deep))
        XCTAssertThrowsError(try decode(Lists?.self, [UInt8](repeating: 0x09, count: 100_000)))
    }

    func testDepthIsLimitedWhileEncoding() throws {
        func chain(_ length: Int) -> Chain {
            (1..<length).reduce(Chain(next: nil)) { chain, _ in Chain(next: chain) }
        }
        var copy: Chain? = try decode(Chain.self, try encode(chain(128)))
        var length = 0
        while let chain = copy {
            length += 1
            copy = chain.next
        }
        XCTAssertEqual(length, 128)
        let text = message { _ = try encode(chain(129)) }
        XCTAssert(text.hasPrefix("more than 128 values inside one another at next.next"), text)
    }

    func testDepthOfNestedContainersIsLimited() throws {
        struct Nest: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.unkeyedContainer()
                for _ in 0..<100_000 { container = container.nestedUnkeyedContainer() }
            }
        }
        XCTAssertThrowsError(try encode(Nest()))
    }

    func testCodingPathWhileEncoding() throws {
        struct Fails: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Name.self)
                try container.encode(1, forKey: Name("first"))
                var list = container.nestedUnkeyedContainer(forKey: Name("list"))
                try list.encode(2)
                throw EncodingError.invalidValue(
                    self, .init(codingPath: list.codingPath, debugDescription: "no"))
            }
        }
        XCTAssertThrowsError(try encode(["key": [Fails()]])) { error in
            guard case EncodingError.invalidValue(_, let context) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(context.codingPath.map(\.stringValue), ["key", "Index 0", "list", "Index 1"])
        }
    }
}
