import LabKit
import XCTest

@testable import Lab3KVRaft

/// A command takes effect once, however often it is in the log.
final class ExactlyOnceTests: XCTestCase {
    private var store = ExactlyOnce(KeyValueStore())

    @discardableResult
    private func apply(_ sequence: Int, _ command: KeyValueStore.Command, client: UInt64 = 1) -> String? {
        store.apply(ClientRequest(client: client, sequence: sequence, command: command))
    }

    func testAnAppendThatComesTwice() {
        XCTAssertEqual(apply(1, .append(key: "k", value: "a")), "")
        XCTAssertEqual(apply(1, .append(key: "k", value: "a")), "")
        XCTAssertEqual(apply(2, .get(key: "k")), "a")
        XCTAssertEqual(store.duplicateTableEntries, 1)
    }

    func testNobodyWaitsForWhatIsLongDone() {
        apply(1, .put(key: "k", value: "a"))
        apply(2, .put(key: "k", value: "b"))
        XCTAssertNil(apply(1, .put(key: "k", value: "a")))
        XCTAssertEqual(apply(3, .get(key: "k")), "b")
    }

    func testAGetIsExecutedAgain() {
        XCTAssertEqual(apply(1, .get(key: "k")), "")
        apply(1, .put(key: "k", value: "a"), client: 2)
        XCTAssertEqual(apply(1, .get(key: "k")), "a")
        XCTAssertNil(store.earlierResponse(to: ClientRequest(client: 1, sequence: 1, command: .get(key: "k"))))
    }

    func testASnapshotRemembers() throws {
        apply(1, .append(key: "k", value: "a"))
        let bytes = try WireEncoder().encode(store)
        store = try WireDecoder().decode(ExactlyOnce<KeyValueStore>.self, from: bytes)
        XCTAssertEqual(apply(1, .append(key: "k", value: "a")), "")
        XCTAssertEqual(apply(2, .get(key: "k")), "a")
    }
}
