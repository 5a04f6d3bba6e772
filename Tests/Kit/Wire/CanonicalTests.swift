import Wire
import XCTest

/// Equal values give equal bytes.
final class CanonicalTests: XCTestCase {
    /// The same dictionary in many hash orders: filled in another order, with another capacity, after deletions.
    private func variants<Key: Hashable, Value>(_ pairs: [(Key, Value)]) -> [[Key: Value]] {
        var generator = SplitMix64(state: 1)
        return (0..<20).map { round in
            var dictionary = [Key: Value](minimumCapacity: round * 50)
            for (key, value) in pairs.shuffled(using: &generator) { dictionary[key] = value }
            let (key, value) = pairs[round % pairs.count]
            dictionary[key] = nil
            dictionary[key] = value
            return dictionary
        }
    }

    private func checkSame(_ values: [some Encodable], line: UInt = #line) throws {
        XCTAssertEqual(Set(try values.map { try encode($0) }).count, 1, line: line)
    }

    func testDictionaries() throws {
        let byName = variants((0..<40).map { ("key\($0)", $0) })
        XCTAssertGreaterThan(Set(byName.map { Array($0.keys) }).count, 1, "the variants should differ in order")
        try checkSame(byName)
        try checkSame(variants((0..<40).map { ($0 - 20, "\($0)") }))
        try checkSame(variants((0..<40).map { (UInt8($0), [$0]) }))
        try checkSame(variants((0..<40).map { ([$0], Empty()) }))
    }

    func testSets() throws {
        let sets = variants((0..<40).map { ("element \($0)", 0) }).map { Set($0.keys) }
        XCTAssertGreaterThan(Set(sets.map(Array.init)).count, 1, "the variants should differ in order")
        try checkSame(sets)
    }

    func testNested() throws {
        struct Holder: Codable, Hashable {
            var sets: [Set<Int>]
            var map: [String: [Color: Set<String>]?]
            var tree: Tagged
        }
        enum Tagged: Codable, Hashable {
            case one(Set<Int>, [Int: Set<Set<Int>>])
        }
        let holders = variants((0..<30).map { ($0, 0) }).map { dictionary in
            let set = Set(dictionary.keys)
            let colors = Dictionary(uniqueKeysWithValues: Set(Color.allCases).map { ($0, Set(set.map(String.init))) })
            var map: [String: [Color: Set<String>]?] = [:]
            for key in dictionary.keys { map["\(key)"] = key == 3 ? .some(nil) : colors }
            let nested = Dictionary(uniqueKeysWithValues: dictionary.keys.map { ($0, Set([set, [$0]])) })
            return Holder(sets: [set, [], set], map: map, tree: .one(set, nested))
        }
        try checkSame(holders)
        try checkSame(holders.map { Set([$0]) })
        XCTAssertEqual(try decode(Holder.self, try encode(holders[0])), holders[0])
    }

    func testSetThroughSingleValueContainer() throws {
        struct Wrapper: Encodable {
            var set: Set<Int>
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(set)
            }
        }
        try checkSame(variants((0..<40).map { ($0, 0) }).map { Wrapper(set: Set($0.keys)) })
    }

    func testArraysKeepTheirOrder() throws {
        XCTAssertEqual(try decode([Int].self, try encode([3, 1, 2])), [3, 1, 2])
    }

    func testZerosDiffer() throws {
        XCTAssertNotEqual(try encode(0.0), try encode(-0.0))
    }
}
