import Harness
import Lab2RaftGrading
import LabKit

// Scenarios of clients that come and go.

extension KVCluster {
    /// Clients come, write and read a little, and go; among them some that only read.
    public func comeAndGo(clients count: Int) async throws {
        for _ in 0..<(count / 10) {
            try await each((0..<10).map { _ in makeClient() }) { client in
                for number in 0..<2 {
                    try await client.append("k\(number)", " \(client.number)")
                    try await client.get("k\(client.number % 2)")
                }
                client.leave()
            }
            // Who only reads changes nothing, and leaves nothing behind.
            let reader = makeClient()
            try await reader.get("k0")
            reader.leave()
        }
        try await sleep(for: .seconds(2))
        try expectBoundedMemory(clients: count)
    }

    /// Clients crash and restart on the same machine, now and then in the middle of an operation.
    public func restartClients() async throws {
        var clients = (0..<3).map { _ in makeClient() }
        for round in 0..<12 {
            for place in clients.indices {
                let client = clients[place]
                let work = Task {
                    for number in 0..<4 {
                        try await client.append("k", " \(round).\(place).\(number)")
                        try await client.put("\(place)", "\(round).\(number)")
                        try await client.expect("\(round).\(number)", at: "\(place)")
                    }
                }
                try await sleep(for: .milliseconds(servers.random(below: 40)))
                clients[place] = restart(client)
                work.cancel()
                // The one that crashed throws; what it had read before counts.
                if case .failure(let failure as LabFailure) = await work.result { throw failure }
            }
        }
        for client in clients {
            if try await world.ends(
                within: .seconds(5), { try await client.append("k", " the end of \(client.number)") })
            {
                continue
            }
            throw LabFailure(
                .tooSlow, nodes: [client.machine], section: "8",
                message: """
                    C\(client.number) has restarted, and its new clerk's append had no answer in 5 s, though all servers run \
                    and can talk.
                    """,
                question: """
                    A new clerk on the same machine is a new client: by what do the servers tell its first command from one \
                    that the old clerk sent?
                    """)
        }
    }

    /// All servers are down for seconds, while a client asks.
    public func goOnAsking() async throws {
        let client = makeClient()
        try await client.put("k", "begin")
        for server in 0..<size { servers.crash(server) }
        async let answer: Void = client.append("k", " and more")
        try await sleep(for: .seconds(15))
        for server in 0..<size { servers.start(server) }
        try await answer
        try await client.expect("begin and more", at: "k")
    }
}
