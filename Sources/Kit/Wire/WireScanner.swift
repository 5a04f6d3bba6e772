/// Where the bytes stop making sense, before the coding path of that place is known.
struct Malformed: Error {
    /// The offset of the value at fault.
    var offset: Int
    /// What the format wanted there.
    var expected: String
    /// What was there.
    var found: String
}

/// Finds its way through encoded bytes without knowing the types of the values.
///
/// It never looks past the end of the bytes and it does not recurse, so it is safe on any input.
struct WireScanner {
    let bytes: UnsafeBufferPointer<UInt8>

    /// The byte at an offset, which is not negative.
    @inline(__always)
    func byte(at offset: Int) throws(Malformed) -> UInt8 {
        guard offset < bytes.count else {
            throw Malformed(offset: offset, expected: "a value", found: "the end of the input")
        }
        return bytes[offset]
    }

    /// Throws unless `count` bytes lie at `offset`; `start` is where the value they belong to begins.
    @inline(__always)
    func require(
        _ count: UInt64, at offset: Int, for type: @autoclosure () -> String, from start: Int
    ) throws(Malformed) {
        let left = bytes.count - offset
        guard count <= UInt64(left) else {
            let unit = count == 1 ? "byte" : "bytes"
            throw Malformed(offset: start, expected: "\(count) \(unit) for \(type())", found: "\(left)")
        }
    }

    /// Where the contents of the string or block lie whose tag is at `start`; nil for any other value.
    @inline(__always)
    func contents(of tag: UInt8, at start: Int) throws(Malformed) -> Range<Int>? {
        if tag >= Tag.shortText, tag < Tag.small {
            let length = Int(tag - Tag.shortText)
            try require(UInt64(length), at: start + 1, for: "String", from: start)
            return start + 1..<start + 1 + length
        }
        guard tag == Tag.text || tag == Tag.block else { return nil }
        return try longContents(of: tag, at: start)
    }

    private func longContents(of tag: UInt8, at start: Int) throws(Malformed) -> Range<Int> {
        var length: UInt64 = 0
        var offset = start + 1
        var shift: UInt64 = 0
        while true {
            try require(1, at: offset, for: "the length of \(Tag.name(of: tag))", from: start)
            let next = bytes[offset]
            offset += 1
            guard shift < 63 else {
                throw Malformed(offset: start, expected: "a length below 2^63", found: "a longer one")
            }
            length |= UInt64(next & 0x7F) << shift
            shift += 7
            if next < 0x80 { break }
        }
        try require(length, at: offset, for: Tag.name(of: tag), from: start)
        return offset..<offset + Int(length)
    }

    /// The offset just behind the value at `start`.
    func end(ofValueAt start: Int) throws(Malformed) -> Int {
        var offset = start
        var open = 0
        while true {
            let tag = try byte(at: offset)
            if Tag.opensContainer(tag) {
                open += 1
                offset += 1
            } else if tag == Tag.some || tag == Tag.present {
                offset += 1
                continue
            } else if tag == Tag.end && open > 0 {
                open -= 1
                offset += 1
            } else {
                offset = try end(ofScalar: tag, at: offset)
            }
            if open == 0 { return offset }
        }
    }

    @inline(__always)
    private func end(ofScalar tag: UInt8, at start: Int) throws(Malformed) -> Int {
        if tag >= Tag.small { return start + 1 }
        if let contents = try contents(of: tag, at: start) { return contents.upperBound }
        let size: Int
        switch tag {
        case Tag.null, Tag.no, Tag.yes: size = 0
        case Tag.float: size = 4
        case Tag.double: size = 8
        case Tag.positive..<Tag.negative: size = Int(tag - Tag.positive) + 1
        case Tag.negative..<Tag.negative + 16: size = Int(tag - Tag.negative) + 1
        default: throw Malformed(offset: start, expected: "a value", found: Tag.name(of: tag))
        }
        try require(UInt64(size), at: start + 1, for: Tag.name(of: tag), from: start)
        return start + 1 + size
    }

    /// The offset just behind the container whose next element or field begins at `position`.
    func end(ofContainerFrom position: Int) throws(Malformed) -> Int {
        var offset = position
        while try byte(at: offset) != Tag.end {
            offset = try end(ofValueAt: offset)
        }
        return offset + 1
    }

    /// How many values, keys included, the container holds whose tag is at `start`.
    func count(ofContainerAt start: Int) throws(Malformed) -> Int {
        var offset = start + 1
        var count = 0
        while try byte(at: offset) != Tag.end {
            offset = try end(ofValueAt: offset)
            count += 1
        }
        return count
    }
}

extension WireScanner {
    /// The string at an offset and the offset behind it; nil if there is none.
    func string(at start: Int) -> (String, end: Int)? {
        guard start < bytes.count, bytes[start] != Tag.block else { return nil }
        guard let range = try? contents(of: bytes[start], at: start) else { return nil }
        return text(in: range).map { ($0, range.upperBound) }
    }

    /// The string whose UTF-8 lies in a range; nil if other bytes do.
    func text(in range: Range<Int>) -> String? {
        let utf8 = UnsafeBufferPointer(rebasing: bytes[range])
        // Nearly all strings are names and numbers; ASCII is UTF-8, and the general way takes several times as long.
        if utf8.allSatisfy({ $0 < 0x80 }) { return String(decoding: utf8, as: UTF8.self) }
        return String(validating: utf8, as: UTF8.self)
    }

    /// The keys and indices that lead from the outermost value to the value at `target`.
    ///
    /// Working the path out from the bytes, when there is an error to report, is what lets the containers do without
    /// any record of it. Unfinished bytes, as in an encoder, are fine: the path leads to the open end.
    func path(to target: Int) -> [WireKey] {
        var path: [WireKey] = []
        var offset = 0
        while offset < target, offset < bytes.count, path.count <= WireLimit.depth {
            let tag = bytes[offset]
            offset += 1
            if tag == Tag.some || tag == Tag.present { continue }
            guard Tag.opensContainer(tag), let step = step(into: tag, from: &offset, to: target) else { break }
            path.append(step)
        }
        return path
    }

    /// Moves `offset` from the first field or element of a container to the value that holds `target`.
    private func step(into tag: UInt8, from offset: inout Int, to target: Int) -> WireKey? {
        var index = 0
        while offset <= target {
            var key = WireKey(index: index)
            if offset < bytes.count, bytes[offset] == Tag.end { return nil }
            if Tag.isKeyed(tag) {
                guard let (name, end) = string(at: offset), end <= target else { return nil }
                key = WireKey(name: name)
                offset = end
            }
            guard let end = try? end(ofValueAt: offset), end <= target else { return key }
            offset = end
            index += 1
        }
        return nil
    }
}
