import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit

// What clients do in the scenarios of Lab 4B.

extension ShardCluster {
    /// A random word of letters and digits.
    func word(_ length: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let bytes = (0..<length).map { _ in letters[random(below: letters.count)] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Puts random values at the keys `0`, `1` and so on.
    /// - Returns: the values, by key.
    func fill(_ count: Int = 10, by client: KVClient<Clerk>, length: Int = 20) async throws -> [String] {
        var values: [String] = []
        for key in 0..<count {
            values.append(word(length))
            try await client.put("\(key)", values[key])
        }
        return values
    }

    /// Every key must have its value.
    func expect(_ values: [String], by client: KVClient<Clerk>) async throws {
        for (key, value) in values.enumerated() { try await client.expect(value, at: "\(key)") }
    }

    /// Every key must have its value; then a random word is appended to each.
    func expectAndAppend(_ values: inout [String], by client: KVClient<Clerk>, length: Int = 20) async throws {
        for key in values.indices {
            try await client.expect(values[key], at: "\(key)")
            let more = word(length)
            try await client.append("\(key)", more)
            values[key] += more
        }
    }

    /// Ten clients append to a key each, again and again, while something else happens; in the end every key must hold what
    /// was appended, in order.
    /// - Parameters:
    ///   - pause: the longest time that a client thinks between two operations.
    ///   - body: what happens meanwhile.
    func appendAllTheTime(
        pause: Duration = .milliseconds(300), while body: () async throws -> Void
    ) async throws {
        let clients = (0..<10).map { _ in makeClient() }
        for (key, client) in clients.enumerated() { try await client.put("\(key)", "begin") }
        let values = try await inParallel(clients, while: body) { key, client, isOver in
            var value = "begin"
            var number = 0
            while !isOver() {
                number += 1
                let more = " \(key).\(number)"
                try await client.append("\(key)", more)
                value += more
                try await self.sleep(for: self.world.random.duration(in: .zero...pause))
            }
            return value
        }
        try await expect(values, by: makeClient())
    }

    /// Ten clients put, append and get at random keys, again and again, while something else happens. What they see is
    /// checked when the run is over.
    func useRandomKeys(pause: Duration = .milliseconds(300), while body: () async throws -> Void) async throws {
        let clients = (0..<10).map { _ in makeClient() }
        _ = try await inParallel(clients, while: body) { place, client, isOver in
            var number = 0
            while !isOver() {
                number += 1
                let key = "\(self.random(below: 10))"
                switch self.random(below: 20) {
                case 0..<10: try await client.append(key, " \(place).\(number)")
                case 10: try await client.put(key, "\(place).\(number)")
                default: try await client.get(key)
                }
                try await self.sleep(for: self.world.random.duration(in: .zero...pause))
            }
            return ""
        }
    }

    /// Lets all clients do the same until something else is over.
    /// - Returns: what each came to.
    private func inParallel(
        _ clients: [KVClient<Clerk>], while body: () async throws -> Void,
        _ work: @escaping @Sendable (Int, KVClient<Clerk>, _ isOver: @escaping () -> Bool) async throws -> String
    ) async throws -> [String] {
        let isOver = Flag()
        let results = try await withThrowingTaskGroup(of: (Int, String).self) { tasks in
            for (place, client) in clients.enumerated() {
                tasks.addTask { (place, try await work(place, client) { isOver.isSet }) }
            }
            try await body()
            isOver.isSet = true
            return try await tasks.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return clients.indices.map { results[$0] ?? "" }
    }
}
