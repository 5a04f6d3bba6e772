import Wire
import XCTest

/// Arrays and dictionaries that the coder writes and reads by itself, because they are what the labs send most, come out as by
/// their own `encode(to:)` and `init(from:)`.
final class KnownTypesTests: XCTestCase {
    /// A value that is written and read by its own `encode(to:)` and `init(from:)`, whatever its type.
    private struct ByItself<Value: Codable & Equatable>: Codable {
        let value: Value

        init(_ value: Value) {
            self.value = value
        }

        init(from decoder: any Decoder) throws {
            value = try Value(from: decoder)
        }

        func encode(to encoder: any Encoder) throws {
            try value.encode(to: encoder)
        }
    }

    /// Takes the value's bytes as they are, cut off, and with every byte changed to every other.
    private func check<Value: Codable & Equatable>(_ value: Value, line: UInt = #line) throws {
        let bytes = try encode(value)
        XCTAssertEqual(try encode(ByItself(value)), bytes, line: line)
        XCTAssertEqual(try decode(Value.self, bytes), value, line: line)
        XCTAssertEqual(try decode(ByItself<Value>.self, bytes).value, value, line: line)
        for offset in bytes.indices {
            checkBroken(Value.self, Array(bytes[..<offset]), line)
            for byte in UInt8.min...UInt8.max {
                var broken = bytes
                broken[offset] = byte
                checkBroken(Value.self, broken, line)
            }
        }
    }

    /// What we read, the type reads too; we may refuse more, such as a key that stands there twice.
    private func checkBroken<Value: Codable & Equatable>(_ type: Value.Type, _ bytes: [UInt8], _ line: UInt) {
        guard let value = try? decode(type, bytes) else { return }
        XCTAssertEqual(try decode(ByItself<Value>.self, bytes).value, value, "\(bytes)", line: line)
    }

    func testArrays() throws {
        try check([1, -2, 300, 0, 127, 128, 70_000, -70_000, 9, 10])
        try check(["", "S0", "größer", "a name of more than fifteen bytes"])
    }

    func testDictionaries() throws {
        try check(["x": "1", "ö": "", "": "größer"])
        try check([100: ["a", "b"], -1: [], 7: ["S1.0", "S1.1", "S1.2"]])
        try check([:] as [Int: [String]])
    }

    func testBrokenDictionariesAreExplained() {
        func check<Value: Codable>(_ type: Value.Type, _ bytes: [UInt8], _ part: String, line: UInt = #line) {
            XCTAssertThrowsError(try decode(type, bytes), line: line) { error in
                XCTAssert("\(error)".contains(part), "\(error)", line: line)
            }
        }
        check([Int: [String]].self, [0x08, 0x41, 0x61, 0x07, 0x00, 0x00], "Expected Int key but found String key")
        check(
            [Int: [String]].self, [0x08, 0x41, 0x31, 0x07, 0x00, 0x42, 0x30, 0x31, 0x07, 0x00, 0x00],
            "expected 2 different elements")
        check(
            [String: String].self, [0x08, 0x41, 0x61, 0x40, 0x41, 0x61, 0x40, 0x00], "expected 2 different elements")
        check([String: String].self, [0x08, 0x41, 0x61, 0x81, 0x00], "expected String at a (byte 3), found an integer")
        check([String: String].self, [0x08, 0x41, 0x61], "expected a value at a (byte 3), found the end of the input")
    }

    /// They count as one of the 128 values that may lie inside one another; here each array around them counts as one, and
    /// `Nested` and the value in it as two.
    func testDepthIsBounded() throws {
        func deepest<Value: Decodable>(_ type: Value.Type, _ value: [UInt8]) -> Int? {
            (100...130).last { depth in
                let bytes = Array(repeating: 0x07, count: depth) + value + Array(repeating: 0x00, count: depth)
                return (try? decode(Nested<Value>.self, bytes)) != nil
            }
        }
        XCTAssertEqual(deepest([String: String].self, [0x08, 0x41, 0x61, 0x40, 0x00]), 126)
        XCTAssertEqual(deepest([Int: [String]].self, [0x08, 0x41, 0x31, 0x07, 0x40, 0x00, 0x00]), 125)
    }

    /// A value in arrays inside one another.
    private indirect enum Nested<Value: Decodable>: Decodable {
        case value(Value)
        case array(Nested)

        init(from decoder: any Decoder) throws {
            if var elements = try? decoder.unkeyedContainer() {
                self = .array(try elements.decode(Nested.self))
            } else {
                self = .value(try decoder.singleValueContainer().decode(Value.self))
            }
        }
    }
}
