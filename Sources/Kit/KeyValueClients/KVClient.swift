import Harness
import LabKit
import Linearizability

/// One client of a key/value store: it does one thing after the other, and what it asks and hears is recorded.
public final class KVClient<Clerk: KeyValueOperations>: @unchecked Sendable {
    // @unchecked: used on the run's thread only.

    /// Its number: `C0` is the first client.
    public let number: Int
    /// The number of its machine.
    package let machine: Int
    /// Its number in the recorded history, which a client that restarts doesn't share with its earlier life.
    private let historyNumber: Int
    private let clerk: Clerk
    private let platform: SimulatedPlatform
    private unowned let clients: KVClients<Clerk>

    init(
        number: Int, machine: Int, historyNumber: Int, clerk: Clerk, platform: SimulatedPlatform,
        clients: KVClients<Clerk>
    ) {
        self.number = number
        self.machine = machine
        self.historyNumber = historyNumber
        self.clerk = clerk
        self.platform = platform
        self.clients = clients
    }

    /// Asks for a key's value.
    @discardableResult
    public func get(_ key: String) async throws -> String {
        let operation = clients.begin(.get(key: key), of: machine, by: historyNumber)
        let value = try await clerk.get(key)
        clients.end(operation, .value(value))
        return value
    }

    /// Replaces a key's value.
    public func put(_ key: String, _ value: String) async throws {
        let operation = clients.begin(.put(key: key, value: value), of: machine, by: historyNumber)
        try await clerk.put(key, value)
        clients.end(operation, .done)
    }

    /// Adds to a key's value.
    public func append(_ key: String, _ value: String) async throws {
        let operation = clients.begin(.append(key: key, value: value), of: machine, by: historyNumber)
        try await clerk.append(key, value)
        clients.end(operation, .done)
    }

    /// A key must have this value.
    /// - Throws: `wrongValue`.
    public func expect(_ expected: String, at key: String) async throws {
        let value = try await get(key)
        guard value != expected else { return }
        throw LabFailure(
            .wrongValue, nodes: [machine],
            message: """
                C\(number)'s get of '\(key)' returned \(briefBytes(Array(value.utf8))), but what it and the others had \
                written there came to \(briefBytes(Array(expected.utf8))). \(difference(value, expected))
                """,
            question: clients.questionOfValues)
    }

    private func difference(_ value: String, _ expected: String) -> String {
        let common = zip(value, expected).prefix { $0 == $1 }.count
        guard common > 0 else { return value.isEmpty ? "Nothing of that is there." : "It begins differently." }
        let rest = { (text: String) in
            text.count == common ? "it ends" : "'\(text.dropFirst(common).prefix(24))' stands"
        }
        return "After \(common) letters that are right, \(rest(value)) where \(rest(expected))."
    }

    /// Takes the client away: what it was doing is never answered.
    public func leave() {
        clients.world.crash(platform)
        clients.forget(machine)
    }
}
