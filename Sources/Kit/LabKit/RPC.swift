/// A request that one server makes of another, with its reply.
///
/// Both cross the network as bytes, so the two sides never share memory. Synthesised `Codable` is all it takes.
///
/// ```swift
/// public struct RequestVote: RPC {
///     var term: Int
///     var candidateID: Int
///
///     public struct Reply: Codable, Sendable {
///         var term: Int
///         var voteGranted: Bool
///     }
/// }
/// ```
public protocol RPC: Codable, Sendable {
    /// What the other side answers.
    associatedtype Reply: Codable & Sendable
}
