import LabKit

/// What a solution to Lab 4 consists of, as one type.
///
/// ```swift
/// enum Lab4: ShardedSolution {
///     typealias Master = ShardMaster
///     typealias MasterClerk = Lab4ShardMaster.Clerk
///     typealias Server = ShardKV
///     typealias Clerk = Lab4ShardKV.Clerk
/// }
/// ```
public protocol ShardedSolution: SendableMetatype {
    /// The shard master's server.
    associatedtype Master: ShardMasterServer
    /// The shard master's clerk.
    associatedtype MasterClerk: ShardMasterClerk
    /// A group's server.
    associatedtype Server: ShardKVServer
    /// A client's clerk.
    associatedtype Clerk: ShardKVClerk
}
