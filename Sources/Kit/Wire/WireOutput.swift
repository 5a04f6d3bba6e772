/// The bytes written so far, shared by the containers of one encoder.
///
/// A container appends to the end as soon as it is given a value. That works as long as values are encoded one after
/// the other. Nested containers and superclass encoders may be filled while their parent goes on, so each of them
/// gets an output of its own, which is inserted into its parent's once the value they are part of is complete.
///
/// The checks for overlapping accesses to its properties are off, since they took a quarter of the time: no access
/// lasts while code of others runs.
final class WireOutput {
    @exclusivity(unchecked) private var storage: UnsafeMutablePointer<UInt8>
    @exclusivity(unchecked) private var capacity: Int
    @exclusivity(unchecked) private(set) var count = 0
    /// Outputs to insert, in the order of their offsets.
    @exclusivity(unchecked) private var inserts: [(offset: Int, output: WireOutput)] = []
    /// Where the container begins that was completed last; its end has been written.
    @exclusivity(unchecked) private var closed = -1
    /// How many values the next one lies in.
    @exclusivity(unchecked) private var depth = 0
    private weak var parent: WireOutput?
    private var offsetInParent = 0
    /// What went wrong where an error could not be thrown.
    @exclusivity(unchecked) private var failure: (any Error)?

    init(capacity: Int = 256) {
        self.capacity = capacity
        storage = .allocate(capacity: capacity)
    }

    deinit {
        storage.deallocate()
    }

    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: storage, count: count)
    }

    /// The path to the value that comes next.
    var codingPath: [WireKey] {
        var path = scanner.path(to: count)
        var output = self
        while let parent = output.parent {
            path = parent.scanner.path(to: output.offsetInParent) + path
            output = parent
        }
        return path
    }

    private var scanner: WireScanner {
        WireScanner(bytes: bytes)
    }
}

// MARK: - Values

extension WireOutput {
    /// Appends any value, through its own `encode(to:)` unless its type is known here.
    func encode<T: Encodable>(_ value: T) throws {
        if T.self == [UInt8].self {
            unsafeBitCast(value, to: [UInt8].self).withUnsafeBytes(append(block:))
        } else if T.self == Int.self {
            append(unsafeBitCast(value, to: Int.self))
        } else if T.self == String.self {
            append(unsafeBitCast(value, to: String.self))
        } else if T.self == [Int].self {
            try append(elements: unsafeBitCast(value, to: [Int].self)) { append($0) }
        } else if T.self == [String].self {
            try append(elements: unsafeBitCast(value, to: [String].self)) { append($0) }
        } else if T.self == [String: String].self {
            try append(fields: unsafeBitCast(value, to: [String: String].self)) {
                $0
            } value: {
                append($0)
            }
        } else if T.self == [Int: [String]].self {
            try append(fields: unsafeBitCast(value, to: [Int: [String]].self)) {
                "\($0)"
            } value: { names in
                try append(elements: names) { append($0) }
            }
        } else if !appendIfData(value) {
            try encodeNested(value)
        }
    }

    /// Appends an array of scalars, as its own `encode(to:)` would, and ten times as fast: configurations of a thousand shards
    /// are such.
    private func append<Element>(elements: [Element], _ append: (Element) -> Void) throws {
        guard depth < WireLimit.depth else { throw tooDeep }
        let start = count
        self.append(Tag.elements)
        for element in elements { append(element) }
        self.append(Tag.end)
        closed = start
    }

    /// Appends a dictionary as its own `encode(to:)` would, and several times as fast; see `WireInput.dictionary`.
    private func append<Key, Value>(
        fields: [Key: Value], name: (Key) -> String, value append: (Value) throws -> Void
    ) throws {
        guard depth < WireLimit.depth else { throw tooDeep }
        let start = count
        self.append(Tag.map)
        depth += 1
        defer { depth -= 1 }
        for (key, value) in fields {
            self.append(name(key))
            try append(value)
        }
        self.append(Tag.end)
        sortElements(at: start, by: 2)
        closed = start
    }

    private func encodeNested<T: Encodable>(_ value: T) throws {
        guard depth < WireLimit.depth else { throw tooDeep }
        let start = count
        let firstInsert = inserts.count
        depth += 1
        defer { depth -= 1 }
        try value.encode(to: ValueEncoder(output: self, start: start))
        try close(at: start, firstInsert: firstInsert)
        let tag = storage[start]
        if tag == Tag.elements {
            if let type = T.self as? any Unordered.Type { sortElements(at: start, by: type.valuesPerElement) }
        } else if tag == Tag.null || tag == Tag.some {
            // `.some(nil)` must not be read back as nil.
            if let optional = value as? any OptionalValue, !optional.isNil { insert(Tag.some, at: start) }
        }
    }

    /// Appends a value that is present, and sees to it that it is not taken for an absent one.
    func encodePresent<T: Encodable>(_ value: T) throws {
        let start = count
        try encode(value)
        if storage[start] == Tag.null { insert(Tag.present, at: start) }
    }

    /// Begins a container for the value at `start`, or goes on with the one begun there before.
    func open(_ tag: UInt8, at start: Int) {
        if count == start {
            append(tag)
        } else if storage[start] != tag, !(Tag.isKeyed(storage[start]) && Tag.isKeyed(tag)) {
            fail("asked for \(Tag.name(of: tag)) after \(Tag.name(of: storage[start]))")
        }
    }

    /// Completes the value at `start`: every value takes at least one byte, and containers end with a tag.
    private func close(at start: Int, firstInsert: Int) throws {
        if let failure { throw failure }
        if count == start { append(Tag.fields) }
        guard closed != start, Tag.opensContainer(storage[start]) else { return }
        if inserts.count > firstInsert { try insertOutputs(from: firstInsert) }
        append(Tag.end)
        if storage[start] == Tag.map { sortElements(at: start, by: 2) }
        closed = start
    }
}

// MARK: - Nested outputs

extension WireOutput {
    /// An output whose bytes will be inserted where this one ends now.
    func nested() -> WireOutput {
        let output = WireOutput(capacity: 64)
        output.parent = self
        output.offsetInParent = count
        output.depth = depth + 1
        if depth < WireLimit.depth {
            inserts.append((count, output))
        } else if depth == WireLimit.depth, failure == nil {
            failure = tooDeep
        }
        return output
    }

    private func insertOutputs(from first: Int) throws {
        let start = inserts[first].offset
        let tail = Array(bytes[start...])
        var copied = 0
        count = start
        for (offset, output) in inserts[first...] {
            append(tail[copied..<offset - start])
            copied = offset - start
            try output.close(at: 0, firstInsert: 0)
            append(output.bytes[...])
        }
        append(tail[copied...])
        inserts.removeSubrange(first...)
    }
}

// MARK: - Canonical order

extension WireOutput {
    /// Sorts the complete container at `start` by the bytes of its elements, of `stride` values each.
    private func sortElements(at start: Int, by stride: Int) {
        var elements: [[UInt8]] = []
        var offset = start + 1
        let scanner = scanner
        while let end = end(ofElementAt: offset, stride: stride, scanner), end < count {
            elements.append(Array(bytes[offset..<end]))
            offset = end
        }
        guard elements.count > 1 else { return }
        elements.sort { $0.lexicographicallyPrecedes($1) }
        count = start + 1
        for element in elements { append(element[...]) }
        append(Tag.end)
    }

    private func end(ofElementAt start: Int, stride: Int, _ scanner: WireScanner) -> Int? {
        var offset = start
        for _ in 0..<stride {
            guard let end = try? scanner.end(ofValueAt: offset) else { return nil }
            offset = end
        }
        return offset
    }
}

// MARK: - Errors

extension WireOutput {
    private var tooDeep: EncodingError {
        error("more than \(WireLimit.depth) values inside one another", value: "…")
    }

    func fail(_ problem: String) {
        if failure == nil { failure = error(problem, value: "…") }
    }

    func error(_ problem: String, value: Any) -> EncodingError {
        let path = codingPath
        return .invalidValue(
            value, .init(codingPath: path, debugDescription: "\(problem) at \(path.text) (byte \(count))"))
    }
}

// MARK: - Bytes

extension WireOutput {
    /// Makes room for `extra` more bytes.
    @inline(__always)
    private func reserve(_ extra: Int) {
        if capacity - count < extra { grow(by: extra) }
    }

    @inline(never)
    private func grow(by extra: Int) {
        capacity = max(capacity * 2, count + extra)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: storage, count: count)
        storage.deallocate()
        storage = larger
    }

    @inline(__always)
    func append(_ byte: UInt8) {
        reserve(1)
        storage[count] = byte
        count += 1
    }

    private func append(_ slice: ArraySlice<UInt8>) {
        slice.withUnsafeBytes(append(raw:))
    }

    private func append(_ slice: Slice<UnsafeBufferPointer<UInt8>>) {
        append(
            raw: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(slice.base)[slice.startIndex..<slice.endIndex])
        )
    }

    @inline(__always)
    private func append(raw bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        UnsafeMutableRawPointer(storage + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    private func insert(_ byte: UInt8, at offset: Int) {
        append(byte)
        (storage + offset + 1).update(from: storage + offset, count: count - offset - 1)
        storage[offset] = byte
    }

    /// Appends an integer of any width in the shortest way.
    @inline(__always)
    func append<I: FixedWidthInteger>(_ value: I) {
        if value >= 0, value < 0x80 {
            append(Tag.small | UInt8(truncatingIfNeeded: value))
        } else if value < 0 {
            append(magnitude: ~value, tag: Tag.negative)
        } else {
            append(magnitude: value, tag: Tag.positive)
        }
    }

    @inline(__always)
    private func append<I: FixedWidthInteger>(magnitude: I, tag: UInt8) {
        let width = max(1, (I.bitWidth - magnitude.leadingZeroBitCount + 7) / 8)
        reserve(17)
        storage[count] = tag + UInt8(width - 1)
        UnsafeMutableRawPointer(storage + count + 1).storeBytes(of: magnitude.littleEndian, as: I.self)
        count += 1 + width
    }

    func append(_ value: Bool) {
        append(value ? Tag.yes : Tag.no)
    }

    func append(_ value: Float) {
        append(Tag.float)
        withUnsafeBytes(of: value.bitPattern.littleEndian, append(raw:))
    }

    func append(_ value: Double) {
        append(Tag.double)
        withUnsafeBytes(of: value.bitPattern.littleEndian, append(raw:))
    }

    @inline(__always)
    func append(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            if utf8.count <= WireLimit.shortText {
                append(Tag.shortText + UInt8(utf8.count))
            } else {
                append(Tag.text)
                append(length: utf8.count)
            }
            append(raw: UnsafeRawBufferPointer(utf8))
        }
    }

    func append(block: UnsafeRawBufferPointer) {
        append(Tag.block)
        append(length: block.count)
        append(raw: block)
    }

    private func append(length: Int) {
        var rest = length
        while rest >= 0x80 {
            append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}
