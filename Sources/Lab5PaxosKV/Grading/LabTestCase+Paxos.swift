import Harness
import LabKit

extension LabTestCase {
    /// Runs a scenario against new Paxos servers for every seed.
    ///
    /// A pass prints one line. The first failure is reported in full, with the command that replays it.
    /// - Parameters:
    ///   - server: the server under test.
    ///   - clerk: the clerk under test.
    ///   - servers: how many there are.
    ///   - isUnreliable: whether the network starts in MIT's unreliable mode.
    ///   - hasWeather: whether the seed decides how long messages take and what else goes wrong; else a message takes 5 ms.
    ///   - points: what the test is worth, if all its seeds pass.
    ///   - timeLimit: the virtual time in which the scenario must be over.
    ///   - body: the scenario; throws a `LabFailure` when something is wrong.
    public func paxos<Server: PaxosPeer, Clerk: PaxosClerk>(
        _ server: Server.Type, _ clerk: Clerk.Type, servers: Int = 3, isUnreliable: Bool = false,
        hasWeather: Bool = false, points: Int, timeLimit: Duration = .seconds(120), file: StaticString = #filePath,
        line: UInt = #line, _ body: @escaping @Sendable (PaxosCluster<Server, Clerk>) async throws -> Void
    ) {
        grade(
            PaxosCluster<Server, Clerk>.self, .init(servers: servers, hasWeather: hasWeather),
            isUnreliable: isUnreliable, points: points, timeLimit: timeLimit, file: file, line: line, body)
    }
}
