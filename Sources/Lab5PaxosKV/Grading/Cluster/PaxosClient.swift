import Harness
import KeyValueClients
import LabKit

/// One client of a Paxos store: it does one thing after the other, and what it asks and hears is recorded.
public final class PaxosClient<Clerk: PaxosClerk>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    private let client: KVClient<Clerk>
    private let clerk: Clerk
    /// The number of its machine.
    var machine: Int { client.machine }

    init(_ client: KVClient<Clerk>, _ clerk: Clerk) {
        self.client = client
        self.clerk = clerk
    }

    /// Asks for a key's value.
    @discardableResult
    public func get(_ key: String) async throws -> String { try await client.get(key) }

    /// Replaces a key's value.
    public func put(_ key: String, _ value: String) async throws { try await client.put(key, value) }

    /// Adds to a key's value.
    public func append(_ key: String, _ value: String) async throws { try await client.append(key, value) }

    /// A key must have this value.
    /// - Throws: `wrongValue`.
    public func expect(_ expected: String, at key: String) async throws { try await client.expect(expected, at: key) }

    /// A version of a key must have this value, or none if it is nil.
    /// - Throws: `wrongValue`.
    public func expect(_ expected: String?, at key: String, version: Int) async throws {
        let value = try await clerk.get(key, version: version)
        guard value != expected else { return }
        throw LabFailure(
            .wrongValue, nodes: [machine],
            message: """
                get of version \(version) of '\(key)' returned \(value.map { "'\($0)'" } ?? "nil"), and \
                \(expected.map { "'\($0)' is chosen there" } ?? "nothing was written there").
                """,
            question: "Of which instance did the server return the value, and was that one decided?")
    }
}

extension PaxosCluster {
    /// A new client on a machine of its own, with a clerk that knows the servers in an order of its own.
    public func makeClient() -> PaxosClient<Clerk> {
        var made: Clerk?
        let client = clients.make { node in
            let order = (0..<self.size).shuffled(using: &self.world.random)
            let clerk = Clerk(
                node: node, servers: order.map { Peer(from: node, to: $0, name: self.world.names[$0]) })
            made = clerk
            return clerk
        }
        return PaxosClient(client, made!)
    }
}
