import Lab3KVRaft
import LabKit
import XCTest

@testable import Harness
@testable import Lab3KVRaftGrading

/// Each check of Lab 3 finds what it is for, and says so.
final class KVCheckTests: XCTestCase {
    private typealias Body<Server: KeyValueServer, Clerk: KeyValueClerk> =
        @Sendable (KVCluster<Server, Clerk>) async throws -> Void

    private func run<Server: KeyValueServer, Clerk: KeyValueClerk>(
        _ server: Server.Type, _ clerk: Clerk.Type, maxRaftState: Int? = nil, timeLimit: Duration = .seconds(60),
        _ body: @escaping Body<Server, Clerk>
    ) -> LabFailure? {
        Scenario(
            KVCluster<Server, Clerk>.self, .init(servers: 3, maxRaftState: maxRaftState, isTimed: true),
            timeLimit: timeLimit, body: body
        ).run(seed: 1).failure
    }

    private func assert(
        _ failure: LabFailure?, _ kind: LabFailure.Kind, says words: String, asks question: String, line: UInt = #line
    ) {
        guard let failure else { return XCTFail("the run passed", line: line) }
        XCTAssertEqual(failure.kind, kind, failure.message, line: line)
        XCTAssert(failure.message.contains(words), failure.message, line: line)
        XCTAssert(failure.question?.contains(question) == true, failure.question ?? "no question", line: line)
    }

    func testTheReferencePasses() {
        XCTAssertNil(
            run(KVServer.self, Clerk.self) { cluster in
                let client = cluster.makeClient()
                try await client.put("k", "a")
                try await client.append("k", "b")
                try await client.expect("ab", at: "k")
                try cluster.expectSizes()
                try cluster.expectBoundedMemory(clients: 1)
            })
    }

    func testAWrongValue() {
        let failure = run(KVServer.self, Exaggerates.self) { cluster in
            let client = cluster.makeClient()
            try await client.put("k", "a")
            try await client.expect("a", at: "k")
        }
        assert(
            failure, .wrongValue,
            says:
                "C0's get of 'k' returned 'a!', but what it and the others had written there came to 'a'. After 1 letters "
                + "that are right, '!' stands where it ends.",
            asks: "Each command takes effect once")
        XCTAssertEqual(failure?.nodes, [3], "the client's machine is the fourth")
    }

    func testAPutThatWasNotDone() {
        let failure = run(KVServer.self, PutsNothing.self) { cluster in
            let (writer, reader) = (cluster.makeClient(), cluster.makeClient())
            try await writer.put("k", "a")
            try await reader.get("k")
            // The scenario's end would find it, too.
            if let failure = cluster.verdict { throw failure }
        }
        assert(failure, .notLinearizable, says: "Client 1's get(k) → \"\"", asks: "a write executed twice or lost")
        XCTAssertEqual(failure?.picture.isEmpty, false)
    }

    func testAClientThatWaitsForEver() {
        let failure = run(KVServer.self, WaitsForEver.self, timeLimit: .seconds(30)) { cluster in
            try await cluster.makeClient().put("k", "a")
        }
        assert(
            failure, .unanswered, says: "the time of the test is up, and C0 has waited since",
            asks: "which server does the clerk")
    }

    func testAServiceThatDoesNotRecover() {
        let failure = run(KVServer.self, WaitsForEver.self) { _ in }
        assert(
            failure, .notRecovered, says: "a new client had no answer to a put and a get in 10 seconds",
            asks: "Does the clerk go on to the next server")
    }

    func testTooManyEntries() {
        let failure = run(RemembersTooMany.self, Clerk.self) { try $0.expectBoundedMemory(clients: 3) }
        assert(
            failure, .memoryGrows, says: "S0's duplicate table has 100 entries, but only 3 clients have ever written.",
            asks: "which of its commands can still come again")
    }

    func testRequestsThatWait() {
        let failure = run(LetsRequestsWait.self, Clerk.self) { try $0.expectBoundedMemory(clients: 3) }
        assert(
            failure, .memoryGrows, says: "2 requests still wait in S0 for an answer",
            asks: "when are such requests given up")
    }

    func testASnapshotThatNobodyAskedFor() {
        let failure = run(SavesASnapshot.self, Clerk.self) { try $0.expectSizes() }
        assert(
            failure, .wrongSnapshot, says: "S0 saved a snapshot, though maxRaftState is nil",
            asks: "nobody gave it a limit")
    }

    func testASnapshotThatIsTooLarge() {
        let failure = run(SavesASnapshot.self, Clerk.self, maxRaftState: 1000) { try $0.expectSnapshots(atMost: 2) }
        assert(
            failure, .stateTooLarge, says: "S0's snapshot takes 3 bytes; 2 are allowed.", asks: "what else is in yours")
    }
}
