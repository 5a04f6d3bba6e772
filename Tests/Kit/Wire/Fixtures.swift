import Foundation
import Wire

/// A struct like those Raft sends, with every kind of field it has.
struct AppendEntries: Codable, Equatable {
    struct Entry: Codable, Equatable {
        var term: Int
        var command: [UInt8]
    }

    var term: Int
    var leader: Int
    var entries: [Entry]
    var hint: Int?
}

/// An enum with and without associated values.
indirect enum Tree: Codable, Equatable {
    case leaf
    case value(Int, label: String)
    case node(left: Tree, right: Tree)
}

enum Color: String, Codable, Hashable, CaseIterable {
    case red, green, blue
}

/// A struct with one field of each kind, to be broken in every way.
struct Everything: Codable, Equatable {
    var flag = true
    var numbers: [Int] = [0, 127, 128, -1, .min, .max]
    var wide: UInt128 = .max
    var real = 1.5
    var single: Float = -2.25
    var text = "größer als 63 Bytes, damit die Länge nicht in das erste Byte passt 🐟"
    var block: [UInt8] = [1, 2, 3]
    var data = Data([4, 5])
    var maybe: Int?? = .some(nil)
    var list: [String?] = ["a", nil]
    var tree = Tree.node(left: .leaf, right: .value(3, label: "x"))
    var color = Color.green
    var byName = ["a": 1, "b": 2]
    var byNumber = [1: Color.red, -7: .blue]
    var byColor: [Color: [Int]] = [.red: [1], .blue: []]
    var set: Set<String> = ["p", "q", "r"]
    var range = 3..<9
    var empty = Empty()
}

struct Empty: Codable, Equatable, Hashable {}

class Animal: Codable {
    var name: String

    init(name: String) {
        self.name = name
    }
}

/// A subclass that encodes its superclass's part behind its own fields.
final class Dog: Animal {
    var tricks: [String]

    enum CodingKeys: CodingKey {
        case tricks, age
    }

    init(name: String, tricks: [String]) {
        self.tricks = tricks
        super.init(name: name)
    }

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        tricks = try container.decode([String].self, forKey: .tricks)
        try super.init(from: container.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try super.encode(to: container.superEncoder())
        try container.encode(tricks, forKey: .tricks)
    }
}

/// A key made of any name.
struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) {
        stringValue = name
    }

    init?(stringValue: String) {
        self.init(stringValue)
    }

    init?(intValue: Int) {
        nil
    }
}

/// The generator of the fuzz tests: the same numbers for the same seed, everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

func encode<T: Encodable>(_ value: T) throws -> [UInt8] {
    try WireEncoder().encode(value)
}

func decode<T: Decodable>(_ type: T.Type = T.self, _ bytes: [UInt8]) throws -> T {
    try WireDecoder().decode(type, from: bytes)
}
