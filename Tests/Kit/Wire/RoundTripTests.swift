import Foundation
import Wire
import XCTest

final class RoundTripTests: XCTestCase {
    private func check<T: Codable & Equatable>(_ value: T, line: UInt = #line) throws {
        XCTAssertEqual(try decode(T.self, try encode(value)), value, line: line)
    }

    private func checkInteger<I: FixedWidthInteger & Codable>(_ type: I.Type, line: UInt = #line) throws {
        try check([I.min, I.max, 0, 1, 100, 127, I.max / 2, I.min / 2], line: line)
        for shift in 0..<I.bitWidth {
            for value in [I(1) << shift, (I(1) << shift) &- 1, ~(I(1) << shift)] {
                try check(value, line: line)
                XCTAssertEqual(try decode([String: I].self, try encode(["k": value])), ["k": value], line: line)
            }
        }
    }

    func testIntegersOfEveryWidth() throws {
        try checkInteger(Int.self)
        try checkInteger(Int8.self)
        try checkInteger(Int16.self)
        try checkInteger(Int32.self)
        try checkInteger(Int64.self)
        try checkInteger(Int128.self)
        try checkInteger(UInt.self)
        try checkInteger(UInt8.self)
        try checkInteger(UInt16.self)
        try checkInteger(UInt32.self)
        try checkInteger(UInt64.self)
        try checkInteger(UInt128.self)
    }

    func testIntegerWidthsMix() throws {
        XCTAssertEqual(try decode(UInt8.self, try encode(Int128(200))), 200)
        XCTAssertEqual(try decode(Int128.self, try encode(Int8(-3))), -3)
    }

    func testFloatingPointKeepsItsBits() throws {
        for value in [0.0, -0.0, 1.5, .infinity, -.infinity, .nan, .signalingNaN, .leastNonzeroMagnitude] {
            let copy = try decode(Double.self, try encode(value))
            XCTAssertEqual(copy.bitPattern, value.bitPattern)
            let single = Float(bitPattern: UInt32(truncatingIfNeeded: value.bitPattern >> 32))
            XCTAssertEqual(try decode(Float.self, try encode(single)).bitPattern, single.bitPattern)
        }
    }

    func testStringsAndBlocks() throws {
        for length in [0, 1, 15, 16, 63, 64, 127, 128, 300, 20_000] {
            try check(String(repeating: "x", count: length))
            try check([String(repeating: "é", count: length)])
            try check([UInt8](repeating: 0xFF, count: length))
            try check([Data(repeating: 0x80, count: length)])
        }
        try check("e\u{301}\0🐟")
        XCTAssertEqual(try decode(Data.self, try encode([1, 2] as [UInt8])), Data([1, 2]))
    }

    func testBlockReadByteByByte() throws {
        struct ByElement: Codable, Equatable {
            var bytes: [UInt8]
            init(bytes: [UInt8]) { self.bytes = bytes }
            init(from decoder: any Decoder) throws { bytes = try [UInt8](from: decoder) }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(bytes)
            }
        }
        try check([ByElement(bytes: [1, 255]), ByElement(bytes: [])])
        struct Listed: Encodable {
            func encode(to encoder: any Encoder) throws { try ([7, 8] as [UInt8]).encode(to: encoder) }
        }
        XCTAssertEqual(try decode([UInt8].self, try encode(Listed())), [7, 8])
        XCTAssertEqual(try decode([Int].self, try encode([1, 200] as [UInt8])), [1, 200])
        XCTAssertThrowsError(try decode([String].self, try encode([1] as [UInt8])))
        XCTAssertThrowsError(try decode([Int8].self, try encode([200] as [UInt8])))
    }

    func testStructs() throws {
        try check(Everything())
        try check([Empty(), Empty()])
        try check(AppendEntries(term: 1, leader: 2, entries: [.init(term: 3, command: [4])], hint: nil))
        try check(AppendEntries(term: 1, leader: 2, entries: [], hint: -5))
    }

    func testOptionals() throws {
        try check([1, nil, 3] as [Int?])
        try check(nil as String?)
        try check([.some(.some(.some(1))), .some(.some(nil)), .some(nil), nil] as [Int???])
        try check(["a": nil, "b": .some(nil), "c": .some(.some(2))] as [String: Int??])
        struct Nested: Codable, Equatable {
            var first: Int??
            var second: Int???
        }
        for second in [nil, .some(nil), .some(.some(nil)), .some(.some(.some(7)))] as [Int???] {
            for first in [nil, .some(nil), .some(.some(7))] as [Int??] {
                try check(Nested(first: first, second: second))
            }
        }
    }

    func testOptionalOfValueThatEncodesAsNil() throws {
        enum Json: Codable, Equatable {
            case null
            case number(Int)
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                self = container.decodeNil() ? .null : .number(try container.decode(Int.self))
            }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch self {
                case .null: try container.encodeNil()
                case .number(let number): try container.encode(number)
                }
            }
        }
        struct Holder: Codable, Equatable {
            var value: Json?
        }
        try check([Json.null, nil, .number(1)] as [Json?])
        for value in [Json.null, nil, .number(1)] as [Json?] { try check(Holder(value: value)) }
    }

    func testEnums() throws {
        try check(Color.allCases)
        try check([Tree.leaf, .value(-1, label: ""), .node(left: .leaf, right: .node(left: .leaf, right: .leaf))])
    }

    func testCollections() throws {
        try check(["": 1, "01": 2, "1": 3, "é": 4])
        try check([0: "a", -1: "b", .max: "c"])
        try check([Color.red: 1, .blue: 2])
        try check([[1, 2]: ["x": Set([1, 2])], []: [:]])
        try check([Empty(): 1])
        try check(Set((0..<200).map { [$0, -$0] }))
        try check(SIMD4<Int>(1, 2, 3, 4))
        try check(3...5)
        try check(Date(timeIntervalSinceReferenceDate: 1.25))
        try check(UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)))
        try check(URL(string: "https://example.org/a?b"))
        try check(Decimal(string: "12345678901234567890.5"))
    }

    func testCodingKeyRepresentableKeys() throws {
        struct ID: Hashable, Codable, CodingKeyRepresentable {
            var number: Int
            init(number: Int) { self.number = number }
            init?(codingKey: some CodingKey) {
                guard let number = Int(codingKey.stringValue.dropFirst()) else { return nil }
                self.number = number
            }
            var codingKey: any CodingKey { Name("#\(number)") }
        }
        try check([ID(number: 1): "a", ID(number: 20): "b"])
        XCTAssertThrowsError(try decode([ID: String].self, try encode(["#x": "a"])))
    }

    func testClassesWithSuperEncoder() throws {
        let copy = try decode(Dog.self, try encode(Dog(name: "Rex", tricks: ["sit", "roll"])))
        XCTAssertEqual(copy.name, "Rex")
        XCTAssertEqual(copy.tricks, ["sit", "roll"])
    }
}
