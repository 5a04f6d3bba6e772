import Wire
import XCTest

/// `Codable` code that does not go the way the compiler's does.
final class HandWrittenTests: XCTestCase {
    /// Fills two nested containers and a superclass encoder in turns with their parent.
    private struct Interleaved: Codable, Equatable {
        var numbers = [1, 2, 3]

        func encode(to encoder: any Encoder) throws {
            var root = encoder.container(keyedBy: Name.self)
            var list = root.nestedUnkeyedContainer(forKey: Name("list"))
            var fields = root.nestedContainer(keyedBy: Name.self, forKey: Name("fields"))
            let other = root.superEncoder(forKey: Name("other"))
            for number in numbers {
                try list.encode(number)
                try fields.encode(number * 10, forKey: Name("f\(number)"))
                try root.encode(number * 100, forKey: Name("r\(number)"))
                var inner = list.nestedUnkeyedContainer()
                try list.encodeNil()
                try inner.encode(number * 1000)
                XCTAssertEqual(list.count, number * 3)
            }
            try "other".encode(to: other)
            _ = root.superEncoder()
        }

        init() {}

        init(from decoder: any Decoder) throws {
            let root = try decoder.container(keyedBy: Name.self)
            var list = try root.nestedUnkeyedContainer(forKey: Name("list"))
            let fields = try root.nestedContainer(keyedBy: Name.self, forKey: Name("fields"))
            XCTAssertEqual(list.count, 9)
            numbers = []
            while !list.isAtEnd {
                let number = try list.decode(Int.self)
                var inner = try list.nestedUnkeyedContainer()
                XCTAssertEqual(try inner.decode(Int.self), number * 1000)
                XCTAssertTrue(inner.isAtEnd)
                XCTAssertTrue(try list.decodeNil())
                XCTAssertEqual(try fields.decode(Int.self, forKey: Name("f\(number)")), number * 10)
                XCTAssertEqual(try root.decode(Int.self, forKey: Name("r\(number)")), number * 100)
                numbers.append(number)
            }
            XCTAssertEqual(try String(from: root.superDecoder(forKey: Name("other"))), "other")
            XCTAssertEqual(try Empty(from: root.superDecoder()), Empty())
            XCTAssertEqual(root.allKeys.map(\.stringValue), ["list", "fields", "other", "r1", "r2", "r3", "super"])
        }
    }

    func testInterleavedContainers() throws {
        let bytes = try encode([Interleaved(), Interleaved()])
        XCTAssertEqual(try decode([Interleaved].self, bytes), [Interleaved(), Interleaved()])
    }

    func testFieldsInAnyOrderMissingAndUnknown() throws {
        struct Old: Codable {
            var a = 1
            var b: [Int?] = [2, nil]
            var c = "three"
            var gone: Int?
        }
        struct New: Decodable {
            var c: String
            var added: Int?
            var a: Int
            var alsoAdded: [String]?
        }
        let list = try decode([New].self, try encode([Old(), Old()]))
        XCTAssertEqual(list.map(\.a), [1, 1])
        XCTAssertEqual(list.map(\.c), ["three", "three"])
        XCTAssertNil(list[0].added)
        XCTAssertNil(list[1].alsoAdded)
    }

    func testContainsAllKeysAndNil() throws {
        struct Sparse: Codable {
            init() {}
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Name.self)
                try container.encodeNil(forKey: Name("nil"))
                try container.encodeIfPresent(nil as Int?, forKey: Name("absent"))
                try container.encodeIfPresent(5, forKey: Name("five"))
                try container.encodeIfPresent([6], forKey: Name("list"))
            }
            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Name.self)
                XCTAssertEqual(container.allKeys.map(\.stringValue), ["nil", "five", "list"])
                XCTAssertTrue(container.contains(Name("nil")))
                XCTAssertTrue(container.contains(Name("list")))
                XCTAssertFalse(container.contains(Name("absent")))
                XCTAssertTrue(try container.decodeNil(forKey: Name("nil")))
                XCTAssertFalse(try container.decodeNil(forKey: Name("five")))
                XCTAssertThrowsError(try container.decodeNil(forKey: Name("absent")))
                XCTAssertNil(try container.decodeIfPresent(Int.self, forKey: Name("nil")))
                XCTAssertNil(try container.decodeIfPresent([Int].self, forKey: Name("absent")))
                for _ in 0..<2 {
                    XCTAssertEqual(try container.decodeIfPresent([Int].self, forKey: Name("list")), [6])
                    XCTAssertEqual(try container.decode(Int.self, forKey: Name("five")), 5)
                }
            }
        }
        _ = try decode([Sparse].self, try encode([Sparse(), Sparse()]))
    }

    func testOneContainerAskedForTwice() throws {
        final class Sub: Animal {
            var legs = 4
            enum CodingKeys: CodingKey { case legs }
            init() { super.init(name: "Tom") }
            required init(from decoder: any Decoder) throws {
                legs = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .legs)
                try super.init(from: decoder)
            }
            override func encode(to encoder: any Encoder) throws {
                try super.encode(to: encoder)
                var container = encoder.container(keyedBy: CodingKeys.self)
                try container.encode(legs, forKey: .legs)
            }
        }
        let copy = try decode(Sub.self, try encode(Sub()))
        XCTAssertEqual(copy.name, "Tom")
        XCTAssertEqual(copy.legs, 4)
    }

    func testValueThatReadsNothing() throws {
        struct Blind: Decodable {
            init(from decoder: any Decoder) throws {}
        }
        XCTAssertEqual(try decode([Blind].self, try encode([Everything(), Everything()])).count, 2)
    }

    func testValueThatWritesNothing() throws {
        struct Mute: Codable, Equatable {
            init() {}
            init(from decoder: any Decoder) throws {}
            func encode(to encoder: any Encoder) throws {}
        }
        XCTAssertEqual(try decode([Mute].self, try encode([Mute(), Mute()])), [Mute(), Mute()])
    }

    func testStructReadAsDictionaryAndBack() throws {
        struct Pair: Codable, Equatable {
            var a = 1
            var b = 2
        }
        XCTAssertEqual(try decode([String: Int].self, try encode(Pair())), ["a": 1, "b": 2])
        XCTAssertEqual(try decode(Pair.self, try encode(["b": 2, "a": 1])), Pair())
    }

    func testFallbackAfterAnError() throws {
        enum Either: Decodable, Equatable {
            case entries([AppendEntries])
            case other([String])
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let entries = try? container.decode([AppendEntries].self) {
                    self = .entries(entries)
                } else {
                    self = .other(try container.decode([String].self))
                }
            }
        }
        let bytes = try encode([["x"], ["y", "z"]])
        XCTAssertEqual(try decode([Either].self, bytes), [.other(["x"]), .other(["y", "z"])])
    }

    func testMisuseThrows() {
        struct Twice: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(1)
                try container.encode(2)
            }
        }
        struct Both: Encodable {
            func encode(to encoder: any Encoder) throws {
                _ = encoder.unkeyedContainer()
                _ = encoder.container(keyedBy: Name.self)
            }
        }
        XCTAssertThrowsError(try encode(Twice()))
        XCTAssertThrowsError(try encode([Both()]))
    }
}
