import Harness
import Lab2RaftGrading
import LabKit

/// What clients and faults do in most tests of Lab 3, as in MIT's `GenericTest`: three rounds of clients that write and
/// read, of partitions, and of crashes of all servers.
public struct ClientLoad: Sendable {
    /// How many clients there are.
    public var clients = 1
    /// Whether all servers crash at the end of each round, and restart.
    public var crashes = false
    /// Whether the servers are parted at random, again and again.
    public var partitions = false
    /// Whether clients share fifteen keys; else each has a key of its own.
    public var sharedKeys = false
    /// How long the clients go on in each round; longer if the servers are parted meanwhile.
    public var duration: Duration
    /// The longest time that a client thinks between two operations.
    public var pause = Duration.milliseconds(100)
    /// Clients are busy for a while, all at once, and then rest. MIT's never rest; but what matters is that operations
    /// overlap, not how many there are, and here each costs the same real time whatever it takes in virtual time.
    public var burst = (busy: Duration.milliseconds(200), resting: Duration.milliseconds(800))

    /// - Parameters:
    ///   - clients: how many clients there are.
    ///   - crashes: whether all servers crash at the end of each round, and restart.
    ///   - partitions: whether the servers are parted at random.
    ///   - sharedKeys: whether clients share fifteen keys.
    public init(clients: Int = 1, crashes: Bool = false, partitions: Bool = false, sharedKeys: Bool = false) {
        self.clients = clients
        self.crashes = crashes
        self.partitions = partitions
        self.sharedKeys = sharedKeys
        duration = .seconds(partitions ? 3 : 2)
    }
}

extension KVCluster {
    /// Runs a load.
    /// - Parameters:
    ///   - load: what clients and faults do.
    ///   - isSizeChecked: whether Raft's state must stay below its bound after each round.
    /// - Throws: the first thing that was wrong.
    public func run(_ load: ClientLoad, isSizeChecked: Bool = true) async throws {
        let clients = (0..<load.clients).map { _ in makeClient() }
        let reader = makeClient()
        for round in 0..<3 {
            let end = world.seconds + load.duration / .seconds(1)
            async let faults: Void = part(load, until: end)
            let expected = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for client in clients {
                    group.addTask { (client.number, try await self.use(client, load, round, until: end)) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            try await faults
            if load.crashes {
                for server in 0..<size { servers.crash(server) }
                try await sleep(for: .seconds(1))
                servers.startAll()
            }
            for client in clients where !load.sharedKeys {
                try await reader.expect(expected[client.number] ?? "", at: "\(client.number)")
            }
            if isSizeChecked { try expectSizes() }
        }
    }

    /// One client, for one round.
    /// - Returns: what its own key must hold at the end.
    private func use(
        _ client: KVClient<Clerk>, _ load: ClientLoad, _ round: Int, until end: Double
    ) async throws -> String {
        var expected = ""
        let ownKey = "\(client.number)"
        if !load.sharedKeys {
            expected = "round \(round) of \(client.number):"
            try await client.put(ownKey, expected)
        }
        var number = 0
        while world.seconds < end {
            number += 1
            let value = " \(round).\(client.number).\(number)"
            let key = load.sharedKeys ? "\(servers.random(below: 15))" : ownKey
            switch servers.random(below: 20) {
            case 0..<10:
                try await client.append(key, value)
                expected += value
            case 10 where load.sharedKeys:
                try await client.put(key, value)
            default:
                if load.sharedKeys { try await client.get(key) } else { try await client.expect(expected, at: key) }
            }
            try await sleep(for: world.random.duration(in: .zero...load.pause))
            try await rest(load, until: end)
        }
        return expected
    }

    /// Waits for the next time to be busy, or for the end.
    private func rest(_ load: ClientLoad, until end: Double) async throws {
        let (busy, resting) = (load.burst.busy / .seconds(1), load.burst.resting / .seconds(1))
        let place = world.seconds.truncatingRemainder(dividingBy: busy + resting)
        guard place >= busy else { return }
        try await sleep(for: .seconds(min(busy + resting - place, max(0, end - world.seconds))))
    }

    /// Parts the servers at random until a time, and then mends the network.
    private func part(_ load: ClientLoad, until end: Double) async throws {
        let areLong = world.faults.weather?.hasLongPartitions == true
        guard load.partitions || areLong else { return }
        let longest = areLong ? Duration.seconds(6) : .milliseconds(1200)
        try await sleep(for: .milliseconds(500 + servers.random(below: 1000)))
        while world.seconds < end {
            let sides = (0..<size).map { _ in servers.random(below: 2) }
            servers.partition([0, 1].map { side in (0..<size).filter { sides[$0] == side } })
            try await sleep(for: world.random.duration(in: .seconds(1)...longest))
        }
        servers.heal()
        try await sleep(for: servers.electionTimeout)
    }
}
