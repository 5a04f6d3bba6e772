import Harness
import Lab2RaftGrading
import LabKit

// What several clients do at once.

extension KVCluster {
    /// Each of these clients does something, all at once.
    func each(
        _ clients: [KVClient<Clerk>], do body: @escaping @Sendable (KVClient<Clerk>) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in clients { group.addTask { try await body(client) } }
            try await group.waitForAll()
        }
    }

    /// Each of these clients does something again and again, all at once.
    /// - Parameters:
    ///   - clients: who.
    ///   - end: the time, in seconds, at which they stop.
    ///   - pause: a client thinks for less than that in between.
    ///   - body: what: the client, and which of its turns it is, from 1.
    func each(
        _ clients: [KVClient<Clerk>], until end: Double, pause: Duration,
        do body: @escaping @Sendable (_ client: KVClient<Clerk>, _ number: Int) async throws -> Void
    ) async throws {
        try await each(clients) { client in
            var number = 0
            while self.world.seconds < end {
                number += 1
                try await body(client, number)
                try await self.sleep(for: self.world.random.duration(in: .zero...pause))
            }
        }
    }
}
