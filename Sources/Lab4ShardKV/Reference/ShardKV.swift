import Lab2Raft
import Lab3KVRaft
import Lab4ShardMaster
import LabKit

/// A server of one group of the sharded key/value service.
///
/// While clients are answered, the leader asks the shard master for the next configuration, and hands over the shards that
/// belong to others by now. What is decided is decided in `ShardStore`, in the log's order, so that a new leader goes on
/// where the old one stopped.
public actor ShardKV: ShardKVServer {
    /// How often the leader looks whether there is a new configuration, or a shard to hand over.
    private static let check = Duration.milliseconds(50)
    /// How often the others look whether they lead by now.
    private static let leadershipCheck = Duration.milliseconds(100)

    /// The machine it runs on.
    public nonisolated let node: Node
    private let replica: Replica<ShardStore>
    private let master: Lab4ShardMaster.Clerk
    private let connect: Connect
    /// The term in which this server has led and executed a command.
    private var termOfFirstCommand = 0
    /// The shards that are on their way to their new group.
    private var underWay: Set<Int> = []

    /// Creates a server, new or restarted: what it had saved is on its node's disk.
    public init(
        node: Node, peers: [Peer], me: Int, maxRaftState: Int?, group: Int, masters: [Peer],
        connect: @escaping Connect
    ) {
        self.node = node
        self.connect = connect
        replica = Replica(ShardStore(group: group), node: node, peers: peers, me: me, maxRaftState: maxRaftState)
        master = Lab4ShardMaster.Clerk(node: node, servers: masters)
    }

    /// The Raft server inside.
    public nonisolated var raft: Raft { replica.raft }

    /// The server's life.
    public func run() async throws {
        node.serve(ShardKVRequest.self) { await self.replica.execute(.client($0.request)) }
        node.serve(HandOver.self) { await self.receive($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.replica.run() }
            group.addTask { try await self.lead() }
            try await group.waitForAll()
        }
    }

    /// A look inside, for checks.
    public func inspect() -> ShardKVState {
        // The replica lives on the same node, so nothing of it runs while this does.
        replica.assumeIsolated { replica in
            let store = replica.machine
            return ShardKVState(
                configuration: store.configuration, serves: store.served,
                duplicateTableEntries: store.duplicateTableEntries, waitingRequests: replica.waitingRequests)
        }
    }

    // MARK: - Leading

    /// What the leader does for the group, again and again; each shard is handed over by itself, so that a group that doesn't
    /// answer holds up no other.
    private func lead() async throws {
        try await withThrowingDiscardingTaskGroup { handOvers in
            while true {
                guard await leadsUpToDate() else {
                    try await node.clock.sleep(for: Self.leadershipCheck)
                    continue
                }
                let store = await replica.machine
                for (shard, departure) in store.departures.sorted(by: { $0.key < $1.key })
                where underWay.insert(shard).inserted {
                    handOvers.addTask { await self.handOver(shard, departure) }
                }
                await followConfigurations(after: store)
                try await node.clock.sleep(for: Self.check)
            }
        }
    }

    /// Whether this server leads, and has executed what earlier leaders committed. A new leader can't commit their entries
    /// before one of its own (section 5.4.2 of the Raft paper); and if one of those is what all groups wait for, a shard that
    /// has arrived, no client would ever bring it another.
    private func leadsUpToDate() async -> Bool {
        let (term, isLeader) = await replica.raft.status()
        guard isLeader else { return false }
        if term != termOfFirstCommand, case .done = await replica.execute(.nothing) { termOfFirstCommand = term }
        return term == termOfFirstCommand
    }

    /// Takes the next configuration, if there is one and all shards of the one before have arrived.
    private func followConfigurations(after store: ShardStore) async {
        guard store.isComplete, let next = await master.configuration(store.configuration.number + 1) else { return }
        _ = await replica.execute(.configure(next))
    }

    // MARK: - Moving shards

    /// Tries once to hand over a shard; forgets it when the other group has it.
    private func handOver(_ shard: Int, _ departure: ShardStore.Departure) async {
        defer { underWay.remove(shard) }
        let servers = ServerGroup(departure.servers.map(connect))
        let request = HandOver(
            shard: shard, configuration: departure.configuration, contents: departure.contents)
        guard case .accepted = await servers.ask(request) else { return }
        _ = await replica.execute(.forget(shard: shard, configuration: departure.configuration))
    }

    /// Takes a shard that belongs to this group.
    private func receive(_ request: HandOver) async -> HandOver.Reply {
        // The group may not know yet that the shard is its own: then the other asks again.
        guard await replica.machine.configuration.number >= request.configuration else { return .notLeader }
        return await replica.execute(
            .install(shard: request.shard, configuration: request.configuration, contents: request.contents))
    }
}
