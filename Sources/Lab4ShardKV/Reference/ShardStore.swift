import Lab3KVRaft
import LabKit

/// One shard: Lab 3's store with the table of what was executed on it. Both move together, so a command that was executed
/// by the group that had the shard before isn't executed again by the next.
typealias Shard = ExactlyOnce<KeyValueStore>

/// The state machine of one group: the shards it has, and those it has given away but not yet handed over.
///
/// A shard that changes its group in a configuration stops to be served when the old group executes that configuration,
/// and begins to be served when the new group executes the command by which it arrives. In between nobody serves it, and
/// both groups go on with all others.
struct ShardStore: StateMachine {
    enum Command: Codable, Sendable {
        /// What a client asks.
        case client(ClientRequest<KeyValueStore.Command>)
        /// The next configuration.
        case configure(ShardConfig)
        /// A shard that became this group's in a configuration has come from the group that had it.
        case install(shard: Int, configuration: Int, contents: Shard)
        /// A shard that was given away in a configuration has arrived where it belongs.
        case forget(shard: Int, configuration: Int)
        /// A leader's first command.
        case nothing
    }

    enum Response: Codable, Sendable {
        /// What a get found; empty for a put or an append.
        case value(String)
        /// The key's shard is not served here, or not yet.
        case wrongGroup
        /// The shard is here.
        case accepted
    }

    /// A shard that was given away. It is kept until the group that it belongs to now is known to have it: no crash on either
    /// side, and no message that is lost, may lose it.
    struct Departure: Codable, Sendable {
        var configuration: Int
        var servers: [String]
        var contents: Shard
    }

    private let group: Int
    private(set) var configuration = ShardConfig()
    /// The shards that are served: they belong to this group, and are here.
    private(set) var served: [Int] = []
    /// Whether every shard that belongs to this group is here. Only then does it take the next configuration, for who hands
    /// over a shard must have it.
    private(set) var isComplete = true
    /// The shards that are here, and not given to another group.
    private var shards: [Int: Shard] = [:]
    /// The shards that are to be handed over.
    private(set) var departures: [Int: Departure] = [:]
    /// Who was the last to be given each shard. A shard that belongs to nobody for a while stays with that group.
    private var holders: [Int] = []

    /// - Parameter group: the group's number.
    init(group: Int) {
        self.group = group
    }

    /// How many entries the duplicate tables have.
    var duplicateTableEntries: Int { shards.values.reduce(0) { $0 + $1.duplicateTableEntries } }

    // MARK: - Commands

    mutating func apply(_ command: Command) -> Response? {
        switch command {
        case .client(let request):
            return execute(request)
        case .configure(let next):
            if next.number == configuration.number + 1, isComplete { enter(next) }
            return .accepted
        case .install(let shard, let number, let contents):
            install(shard, of: number, contents)
            return awaits(shard, of: number) ? nil : .accepted
        case .forget(let shard, let number):
            if departures[shard]?.configuration == number { departures[shard] = nil }
            return .accepted
        case .nothing:
            return .accepted
        }
    }

    /// What a client, or the group that hands over a shard, asks a second time.
    func earlierResponse(to command: Command) -> Response? {
        switch command {
        case .client(let request):
            return shards[configuration.shard(of: request.command.key)]?.earlierResponse(to: request).map { .value($0) }
        case .install(let shard, let number, _):
            return awaits(shard, of: number) ? nil : .accepted
        case .configure, .forget, .nothing:
            return nil
        }
    }

    /// Whether a shard that became this group's in a configuration has not arrived.
    private func awaits(_ shard: Int, of number: Int) -> Bool {
        // Who awaits a shard takes no later configuration: whatever belongs to an earlier one has arrived.
        number > configuration.number
            || number == configuration.number && configuration.shards[shard] == group && shards[shard] == nil
    }

    private mutating func execute(_ request: ClientRequest<KeyValueStore.Command>) -> Response? {
        let shard = configuration.shard(of: request.command.key)
        guard configuration.shards[shard] == group, shards[shard] != nil else { return .wrongGroup }
        return shards[shard]?.apply(request).map { .value($0) }
    }

    private mutating func enter(_ next: ShardConfig) {
        configuration = next
        if holders.isEmpty { holders = next.shards.map { _ in ShardConfig.nobody } }
        for (shard, owner) in next.shards.enumerated() where owner != ShardConfig.nobody {
            let former = holders[shard]
            holders[shard] = owner
            if former == ShardConfig.nobody, owner == group {
                shards[shard] = Shard(KeyValueStore())
            } else if former == group, owner != group, let contents = shards.removeValue(forKey: shard) {
                departures[shard] = Departure(
                    configuration: next.number, servers: next.groups[owner] ?? [], contents: contents)
            }
        }
        updateServed()
    }

    private mutating func install(_ shard: Int, of number: Int, _ contents: Shard) {
        guard number == configuration.number, awaits(shard, of: number) else { return }
        shards[shard] = contents
        // It has come back: so it had arrived there, even if we were never told.
        departures[shard] = nil
        updateServed()
    }

    private mutating func updateServed() {
        let own = configuration.shards.indices.filter { configuration.shards[$0] == group }
        served = own.filter { shards[$0] != nil }
        isComplete = served.count == own.count
    }
}
