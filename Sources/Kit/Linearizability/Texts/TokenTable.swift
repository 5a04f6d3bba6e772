/// The texts that updates write, called tokens, and which of them a value begins with.
///
/// A flat open-addressing table. The hash of a token grows byte by byte (Fowler, Noll and Vo), so that looking for a
/// token of any length at the beginning of a value takes one walk.
struct TokenTable {
    private var bytes: [UInt8] = []
    /// Where each token begins in `bytes`, and where the last one ends.
    private var starts = [0]
    /// For each place, the number of the token that stands there; -1 for none.
    private var places: [Int32]
    /// Whether there is a token of so many bytes.
    private var hasLength = [false]
    /// Whether values are made of several tokens one after the other.
    private let areJoined: Bool

    /// - Parameters:
    ///   - tokens: each is ASCII.
    ///   - areJoined: whether values are made of several tokens; if not, a value is one token.
    /// - Returns: nil if some value could be understood in two ways: two tokens are equal, or one is the beginning of
    ///   another and values are made of several.
    init?(_ tokens: [String], areJoined: Bool) {
        self.areJoined = areJoined
        var size = 1024
        while size < tokens.count * 2 { size *= 2 }
        places = Array(repeating: -1, count: size)
        for token in tokens {
            guard !token.isEmpty, add(token) else { return nil }
        }
        guard !areJoined || tokens.indices.allSatisfy({ isFirst(in: tokens[$0], $0) }) else { return nil }
    }

    /// The token with which a value goes on.
    /// - Parameters:
    ///   - offset: how many bytes of the value were understood already.
    ///   - value: its bytes.
    /// - Returns: the token's number and where it ends; nil if no token stands there.
    func token(at offset: Int, of value: UnsafeBufferPointer<UInt8>) -> (number: Int, end: Int)? {
        var hash = TokenTable.emptyHash
        var end = offset
        while end < value.count, end - offset + 1 < hasLength.count {
            hash = Self.hash(hash, value[end])
            end += 1
            guard areJoined ? hasLength[end - offset] : end == value.count else { continue }
            let number = places[place(of: UnsafeBufferPointer(rebasing: value[offset..<end]), hash)]
            if number >= 0 { return (Int(number), end) }
        }
        return nil
    }

    /// Adds a token.
    /// - Returns: whether it is new.
    private mutating func add(_ token: String) -> Bool {
        var token = token
        return token.withUTF8 { text in
            let place = place(of: text, text.reduce(Self.emptyHash, Self.hash))
            guard places[place] < 0 else { return false }
            places[place] = Int32(starts.count - 1)
            bytes.append(contentsOf: text)
            starts.append(bytes.count)
            while hasLength.count <= text.count { hasLength.append(false) }
            hasLength[text.count] = true
            return true
        }
    }

    /// Whether a token begins with itself only.
    private func isFirst(in token: String, _ number: Int) -> Bool {
        var token = token
        return token.withUTF8 { self.token(at: 0, of: $0)?.number == number }
    }

    /// Where a token stands, or would.
    private func place(of text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: hash ^ hash >> 32) & (places.count - 1)
        while places[place] >= 0 {
            let number = Int(places[place])
            if bytes[starts[number]..<starts[number + 1]].elementsEqual(text) { break }
            place = (place + 1) & (places.count - 1)
        }
        return place
    }

    private static let emptyHash: UInt64 = 0xcbf2_9ce4_8422_2325

    private static func hash(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
