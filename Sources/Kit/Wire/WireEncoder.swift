/// Turns any `Encodable` value into bytes, compactly and always the same way.
///
///     struct Vote: Codable {
///         var term: Int
///         var granted: Bool
///     }
///     let bytes = try WireEncoder().encode(Vote(term: 3, granted: true))
///     let vote = try WireDecoder().decode(Vote.self, from: bytes)
///
/// Equal values give equal bytes, in this process or another: dictionaries and sets are written in the order of their
/// elements' bytes, whatever their hash order. Three things differ although Swift calls them equal, because they are
/// written bit by bit to come back as they were: `-0.0` and `0.0`; strings that compose the same character
/// differently; and a set, or a dictionary with keys other than strings and integers, whose order is lost on us when a
/// hand-written `encode(to:)` calls `set.encode(to: encoder)` in place of `singleValueContainer().encode(set)`.
/// Every NaN comes back with its bits.
public struct WireEncoder: Sendable {
    /// Makes an encoder. It has no state, so one encoder may serve any number of tasks.
    public init() {}

    /// The bytes of a value.
    ///
    /// - Parameter value: What to encode, a value of any `Encodable` type.
    /// - Returns: The encoded bytes, never empty. ``WireDecoder`` reads them.
    /// - Throws: `EncodingError.invalidValue` if more than 128 values lie inside one another or an `encode(to:)` asks
    ///   for two containers of different kinds; and whatever an `encode(to:)` throws.
    public func encode<T: Encodable>(_ value: T) throws -> [UInt8] {
        let output = WireOutput()
        try output.encode(value)
        return Array(output.bytes)
    }
}
