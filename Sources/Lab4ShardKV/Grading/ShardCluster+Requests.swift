import Harness
import Lab2RaftGrading
import Lab3KVRaftGrading
import Lab4ShardMasterGrading
import LabKit

// Scenarios of Lab 4B with a shard master that says or does what a group may not expect.

extension ShardCluster {
    /// Requests that change nothing, from the first on. Each may or may not add a configuration, which is like the one before;
    /// groups take it like any other.
    public func nameWhatIsNotThere() async throws {
        try await leave(102)
        try await administrator.move(shard: 0, to: 100)
        try await join([])
        try await join(100)
        let client = makeClient()
        var values = try await fill(by: client)
        try await join(100)
        try await administrator.move(shard: 1, to: 102)
        try await administrator.move(shard: -1, to: 100)
        try await expectAndAppend(&values, by: client)
        try await join(100, 101)
        try await leave(102)
        try await leave([])
        try await expectAndAppend(&values, by: client)
        try await leave(100, 102)
        try await administrator.move(shard: 2, to: 101)
        try await join(101)
        try await expectAndAppend(&values, by: client)
    }

    /// A group joins with two of its three servers, and comes back with another two, after it has left or while it is there:
    /// who asks it must go by the configuration.
    public func changeServers() async throws {
        try await join(100)
        let client = makeClient()
        var values = try await fill(by: client)
        for hidden in [0, 1, 2] {
            // Whom the configuration doesn't name does not run, so that one of the other two leads.
            self[101].startAll()
            self[101].crash(hidden)
            var names = self[101].names
            names.remove(at: hidden)
            try await administrator.join([101: names])
            try await settle()
            try await expectAndAppend(&values, by: client)
            guard hidden == 0 else { continue }
            try await leave(101)
            try await settle()
            try await expectAndAppend(&values, by: client)
        }
    }

    /// One server of the shard master after the other is down, for as long as it takes the groups to go on without it.
    public func goOnWithoutOneMaster() async throws {
        try await join(100)
        let client = makeClient()
        var values = try await fill(by: client)
        for server in 0..<master.servers.size {
            master.servers.crash(server)
            try await server % 2 == 0 ? join(101) : join(100)
            try await server % 2 == 0 ? leave(100) : leave(101)
            try await settle()
            try await expectAndAppend(&values, by: client)
            master.servers.start(server)
        }
    }
}
