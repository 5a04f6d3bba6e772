import Foundation
import Wire
import XCTest

/// Broken bytes give an error or a value, and never more. A trap would end the whole test process.
final class FuzzTests: XCTestCase {
    /// Decodes the bytes as this and that; says how often a value came out.
    @discardableResult
    private func decodeAsManyTypes(_ bytes: [UInt8]) -> Int {
        func succeeds<T: Decodable>(_ type: T.Type) -> Int {
            (try? decode(type, bytes)) == nil ? 0 : 1
        }
        var count = succeeds(Everything.self) + succeeds(AppendEntries.self) + succeeds(Tree.self)
        count += succeeds([Int].self) + succeeds([UInt8].self) + succeeds(Data.self) + succeeds(String.self)
        count += succeeds([String: Int].self) + succeeds([Int: String].self) + succeeds([Color: Bool].self)
        count += succeeds(Set<Int>.self) + succeeds([Empty].self) + succeeds([Int??].self) + succeeds(Dog.self)
        count += succeeds(Range<Int>.self) + succeeds([[Int]: [Int]].self) + succeeds([Double].self)
        count += succeeds(Int128.self) + succeeds(UInt8.self) + succeeds(Float.self) + succeeds(Bool.self)
        count += succeeds(Date.self) + succeeds(URL.self) + succeeds(UUID.self) + succeeds(SIMD2<Int>.self)
        return count
    }

    private func samples() throws -> [[UInt8]] {
        [
            try encode(Everything()),
            try encode(AppendEntries(term: 1, leader: 2, entries: [.init(term: 300, command: [1, 2])], hint: 4)),
            try encode(Tree.node(left: .value(1, label: "l"), right: .leaf)),
            try encode(["a": 1, "b": -200]),
            try encode([Color.red: true, .blue: false]),
            try encode([Set([1, 2]), []]),
            try encode([.some(nil), nil, 7] as [Int??]),
            try encode(Dog(name: "Rex", tricks: ["sit"])),
            try encode([1.5, .nan]),
        ]
    }

    func testRandomBytes() {
        var generator = SplitMix64(state: 2)
        var values = 0
        for round in 0..<10_000 {
            let length = Int.random(in: 0...40, using: &generator)
            // Every other round draws tags only, which get further than bytes of all kinds.
            let range: ClosedRange<UInt8> = round % 2 == 0 ? 0...255 : 0...0x12
            values += decodeAsManyTypes((0..<length).map { _ in UInt8.random(in: range, using: &generator) })
        }
        XCTAssertGreaterThan(values, 0, "some random bytes should be valid")
    }

    func testEveryTruncationThrows() throws {
        func check<T: Codable>(_ value: T) throws {
            let bytes = try encode(value)
            for length in 0..<bytes.count {
                XCTAssertThrowsError(try decode(T.self, Array(bytes[..<length])), "\(T.self) cut to \(length) bytes")
            }
        }
        try check(Everything())
        try check(Tree.node(left: .value(1, label: "l"), right: .leaf))
        try check(Dog(name: "Rex", tricks: ["sit"]))
        try check(["a": 1, "b": -200])
        for bytes in try samples() {
            for length in 0..<bytes.count { decodeAsManyTypes(Array(bytes[..<length])) }
        }
    }

    func testEveryChangeOfOneByte() throws {
        var generator = SplitMix64(state: 3)
        for bytes in try samples() {
            for offset in bytes.indices {
                var broken = bytes
                broken[offset] = UInt8.random(in: 0...255, using: &generator)
                decodeAsManyTypes(broken)
            }
        }
        let bytes = try encode(Everything())
        for offset in bytes.indices {
            for byte: UInt8 in 0...0x20 {
                var broken = bytes
                broken[offset] = byte
                _ = try? decode(Everything.self, broken)
            }
        }
    }

    func testManyChanges() throws {
        var generator = SplitMix64(state: 4)
        let samples = try samples()
        for _ in 0..<5000 {
            var bytes = samples.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 2...5, using: &generator) where !bytes.isEmpty {
                let offset = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[offset] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: offset)
                default: bytes.insert(UInt8.random(in: 0...0x20, using: &generator), at: offset)
                }
            }
            decodeAsManyTypes(bytes)
        }
    }

    func testWhateverDecodesEncodesTheSameWayTwice() throws {
        var generator = SplitMix64(state: 5)
        let bytes = try encode(AppendEntries(term: 9, leader: 2, entries: [.init(term: 3, command: [1])], hint: 4))
        var values = 0
        for _ in 0..<5000 {
            var broken = bytes
            let offset = Int.random(in: 0..<broken.count, using: &generator)
            broken[offset] = UInt8.random(in: 0...255, using: &generator)
            guard let value = try? decode(AppendEntries.self, broken) else { continue }
            XCTAssertEqual(try decode(AppendEntries.self, try encode(value)), value)
            values += 1
        }
        XCTAssertGreaterThan(values, 100, "many changes should leave the bytes valid")
    }
}
