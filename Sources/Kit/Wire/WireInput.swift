/// The bytes to decode, shared by the containers of one decoder, and how far they have been read.
///
/// As in ``WireOutput``, no access to a property lasts while code of others runs, and so the checks are off.
final class WireInput {
    @exclusivity(unchecked) var scanner: WireScanner
    /// How many values the next one lies in.
    @exclusivity(unchecked) private var depth = 0
    /// The container read last, by the offset of its tag, and the offset of its next field or element.
    @exclusivity(unchecked) private var container = -1
    @exclusivity(unchecked) private var cursor = 0
    /// The value completed last and the offset behind it.
    @exclusivity(unchecked) private var completed = -1
    @exclusivity(unchecked) private var completedEnd = 0

    /// The container read last as a dictionary with string-like keys, by the offset of its tag.
    @exclusivity(unchecked) var dictionary = -1

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        scanner = WireScanner(bytes: bytes)
    }

    /// Notes that the container whose tag is at `start` has been read up to `position`.
    @inline(__always)
    func read(_ start: Int, upTo position: Int) {
        container = start
        cursor = position
    }
}

// MARK: - Values

extension WireInput {
    /// Decodes any value, through its own `init(from:)` unless its type is known here, and moves behind it.
    func decode<T: Decodable>(_ type: T.Type, at position: inout Int) throws -> T {
        if T.self == Int.self {
            return unsafeBitCast(try integer(Int.self, at: &position), to: T.self)
        }
        if T.self == String.self {
            return unsafeBitCast(try string(at: &position), to: T.self)
        }
        let tag = try tag(at: position)
        if tag == Tag.block {
            if T.self == [UInt8].self { return unsafeBitCast(Array(try block(at: &position)), to: T.self) }
            if isData(type) { return data(try block(at: &position), as: type) }
        }
        if tag == Tag.map {
            if T.self == [String: String].self,
                let values = try dictionary(at: &position, { $0 }, { try string(at: &$0) })
            {
                return unsafeBitCast(values, to: T.self)
            }
            if T.self == [Int: [String]].self,
                let values = try dictionary(at: &position, Int.init, { try elements(at: &$0) { try string(at: &$0) } })
            {
                return unsafeBitCast(values, to: T.self)
            }
        }
        if tag == Tag.elements {
            if T.self == [Int].self {
                return unsafeBitCast(try elements(at: &position) { try integer(Int.self, at: &$0) }, to: T.self)
            }
            if T.self == [String].self {
                return unsafeBitCast(try elements(at: &position) { try string(at: &$0) }, to: T.self)
            }
        }
        return try decodeNested(type, tag, at: &position)
    }

    /// Decodes an array of scalars, as its own `init(from:)` would, and many times as fast.
    private func elements<Element>(
        at position: inout Int, _ element: (inout Int) throws -> Element
    ) throws -> [Element] {
        try requireDepth(at: position)
        let first = try tag(at: position)
        guard first == Tag.elements else {
            throw mismatch([Element].self, Tag.name(of: Tag.elements), first, at: position)
        }
        var elements: [Element] = []
        elements.reserveCapacity(8)
        var next = position + 1
        while try tag(at: next) != Tag.end { elements.append(try element(&next)) }
        position = next + 1
        return elements
    }

    /// Decodes a dictionary as its own `init(from:)` would, which asks for all keys and then looks for each one's value, and
    /// several times as fast. A key/value store is one, and so are the groups of a configuration, which every server decodes.
    /// - Returns: nil, with nothing read, if a key isn't one or stands there twice: `init(from:)` then says what is wrong.
    private func dictionary<Key, Value>(
        at position: inout Int, _ key: (String) -> Key?, _ value: (inout Int) throws -> Value
    ) throws -> [Key: Value]? {
        try requireDepth(at: position)
        depth += 1
        defer { depth -= 1 }
        var dictionary: [Key: Value] = [:]
        var next = position + 1
        while try tag(at: next) != Tag.end {
            guard let key = key(try string(at: &next)) else { return nil }
            guard dictionary.updateValue(try value(&next), forKey: key) == nil else { return nil }
        }
        position = next + 1
        return dictionary
    }

    /// Throws if a value that holds others may not lie where it lies.
    @inline(__always)
    private func requireDepth(at position: Int) throws {
        guard depth < WireLimit.depth else {
            throw corrupted("at most \(WireLimit.depth) values inside one another", at: position, found: "more")
        }
    }

    private func decodeNested<T: Decodable>(_ type: T.Type, _ tag: UInt8, at position: inout Int) throws -> T {
        let start = position
        try requireDepth(at: start)
        depth += 1
        defer { depth -= 1 }
        let isSome = tag == Tag.some && type is any OptionalValue.Type
        let value = try T(from: ValueDecoder(input: self, position: isSome ? start + 1 : start, isSome: isSome))
        position = try end(ofValueAt: start)
        if tag == Tag.elements || dictionary == start, type is any Unordered.Type {
            try requireDistinct(value, at: start)
        }
        return value
    }

    /// Throws if a set or dictionary holds less than is on the wire: the standard library merges what is equal.
    private func requireDistinct<T>(_ value: T, at start: Int) throws {
        guard let value = value as? any Unordered else { return }
        let expected = try count(ofContainerAt: start) / type(of: value).valuesPerElement
        guard value.count == expected else {
            throw corrupted("\(expected) different elements for \(T.self)", at: start, found: "\(value.count)")
        }
    }

    /// The offset behind the value at `start`, which has been decoded, from as close by as we know a place.
    private func end(ofValueAt start: Int) throws -> Int {
        if completed == start { return completedEnd }
        let isOpen = container == start
        do {
            completedEnd = try isOpen ? scanner.end(ofContainerFrom: cursor) : scanner.end(ofValueAt: start)
        } catch {
            throw corrupted(error)
        }
        completed = start
        return completedEnd
    }

    /// The offset behind the value at `start`, of which nothing has been decoded. An enum's case is stepped over twice: to see
    /// that no other follows, and to decode what is in it.
    func skip(_ start: Int) throws -> Int {
        if completed == start { return completedEnd }
        do { completedEnd = try scanner.end(ofValueAt: start) } catch { throw corrupted(error) }
        completed = start
        return completedEnd
    }

    func count(ofContainerAt start: Int) throws -> Int {
        do { return try scanner.count(ofContainerAt: start) } catch { throw corrupted(error) }
    }

    @inline(__always)
    func tag(at position: Int) throws -> UInt8 {
        do { return try scanner.byte(at: position) } catch { throw corrupted(error) }
    }

    @inline(__always)
    func contents(of tag: UInt8, at position: Int) throws -> Range<Int>? {
        do { return try scanner.contents(of: tag, at: position) } catch { throw corrupted(error) }
    }
}

// MARK: - Scalars

extension WireInput {
    @inline(__always)
    func integer<I: FixedWidthInteger>(_ type: I.Type, at position: inout Int) throws -> I {
        let tag = try tag(at: position)
        if tag >= Tag.small {
            position += 1
            return I(truncatingIfNeeded: tag & 0x7F)
        }
        return try wideInteger(type, tag, at: &position)
    }

    @inline(__always)
    private func wideInteger<I: FixedWidthInteger>(_ type: I.Type, _ tag: UInt8, at position: inout Int) throws -> I {
        guard tag >= Tag.positive, tag < Tag.negative + 16 else { throw mismatch(type, tag, at: position) }
        let isNegative = tag >= Tag.negative
        let width = Int(tag & 0x0F) + 1
        try require(width, of: type, at: position)
        let positive =
            width <= 8
            ? I(exactly: magnitude(UInt64.self, of: width, at: position + 1))
            : I(exactly: magnitude(UInt128.self, of: width, at: position + 1))
        guard let positive, !isNegative || I.isSigned else { throw doesNotFit(type, isNegative, width, at: position) }
        position += 1 + width
        return isNegative ? ~positive : positive
    }

    /// The little-endian number of so many bytes, all of which are there.
    @inline(__always)
    private func magnitude<M: FixedWidthInteger>(_ type: M.Type, of width: Int, at position: Int) -> M {
        var magnitude: M = 0
        for index in (0..<width).reversed() {
            magnitude = magnitude << 8 | M(truncatingIfNeeded: scanner.bytes[position + index])
        }
        return magnitude
    }

    private func doesNotFit(_ type: Any.Type, _ isNegative: Bool, _ width: Int, at position: Int) -> DecodingError {
        let magnitude = magnitude(UInt128.self, of: width, at: position + 1)
        return corrupted(
            "a number that fits \(type)", at: position, found: isNegative ? "-\(magnitude) - 1" : "\(magnitude)")
    }

    func bool(at position: inout Int) throws -> Bool {
        let tag = try tag(at: position)
        guard tag == Tag.yes || tag == Tag.no else { throw mismatch(Bool.self, tag, at: position) }
        position += 1
        return tag == Tag.yes
    }

    func double(at position: inout Int) throws -> Double {
        Double(bitPattern: try pattern(UInt64.self, Tag.double, of: Double.self, at: &position))
    }

    func float(at position: inout Int) throws -> Float {
        Float(bitPattern: try pattern(UInt32.self, Tag.float, of: Float.self, at: &position))
    }

    private func pattern<Bits: FixedWidthInteger, T>(
        _ bits: Bits.Type, _ expected: UInt8, of type: T.Type, at position: inout Int
    ) throws -> Bits {
        let tag = try tag(at: position)
        guard tag == expected else { throw mismatch(type, tag, at: position) }
        let size = MemoryLayout<Bits>.size
        try require(size, of: type, at: position)
        let raw = UnsafeRawBufferPointer(scanner.bytes)
        defer { position += 1 + size }
        return Bits(littleEndian: raw.loadUnaligned(fromByteOffset: position + 1, as: bits))
    }

    func string(at position: inout Int) throws -> String {
        let tag = try tag(at: position)
        guard tag != Tag.block, let range = try contents(of: tag, at: position) else {
            throw mismatch(String.self, tag, at: position)
        }
        guard let string = scanner.text(in: range) else {
            throw corrupted("UTF-8 for String", at: position, found: "other bytes")
        }
        position = range.upperBound
        return string
    }

    private func block(at position: inout Int) throws -> UnsafeBufferPointer<UInt8> {
        guard let range = try contents(of: Tag.block, at: position) else { return scanner.bytes }
        position = range.upperBound
        return UnsafeBufferPointer(rebasing: scanner.bytes[range])
    }

    @inline(__always)
    private func require<T>(_ size: Int, of type: T.Type, at position: Int) throws {
        do {
            try scanner.require(UInt64(size), at: position + 1, for: "\(type)", from: position)
        } catch {
            throw corrupted(error)
        }
    }
}

// MARK: - Fields

extension WireInput {
    /// The offset of the value of a field, in the keyed container whose tag is at `start`; nil if there is none.
    ///
    /// Fields are mostly asked for in the order in which they were encoded: then the first one compared is the one.
    func find(_ name: String, in start: Int) throws -> Int? {
        let resume = container == start ? cursor : start + 1
        var name = name
        return try name.withUTF8 { name in
            if let value = try find(name, from: resume, to: nil) { return value }
            return try find(name, from: start + 1, to: resume)
        }
    }

    /// Looks from one field on, to another or else to the end of the container.
    @inline(__always)
    private func find(_ name: UnsafeBufferPointer<UInt8>, from first: Int, to last: Int?) throws -> Int? {
        var offset = first
        while offset != last {
            let tag = try tag(at: offset)
            if tag == Tag.end { return nil }
            guard tag != Tag.block, let key = try contents(of: tag, at: offset) else {
                throw corrupted("a key", at: offset, found: Tag.name(of: tag))
            }
            if isEqual(name, key) { return key.upperBound }
            offset = try skip(key.upperBound)
        }
        return nil
    }

    @inline(__always)
    private func isEqual(_ name: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        guard name.count == range.count else { return false }
        for index in 0..<name.count where name[index] != scanner.bytes[range.lowerBound + index] { return false }
        return true
    }

    /// The names of all fields. Broken bytes end the list; the last name leads whoever decodes its value to the error.
    func names(in start: Int) -> [String] {
        var names: [String] = []
        var offset = start + 1
        while let (name, value) = scanner.string(at: offset) {
            names.append(name)
            guard let end = try? skip(value) else { break }
            offset = end
        }
        return names
    }
}
