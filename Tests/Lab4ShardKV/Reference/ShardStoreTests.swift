import Lab3KVRaft
import LabKit
import XCTest

@testable import Lab4ShardKV

/// What one group does with configurations, and with shards that come and go.
final class ShardStoreTests: XCTestCase {
    private let names = [100: ["S100.0"], 101: ["S101.0"]]

    /// The configuration of a number, in which the key `0` belongs to a group, and all others to 100.
    private func config(_ number: Int, owner: Int) -> ShardConfig {
        var config = ShardConfig(number: number, shards: Array(repeating: 100, count: 10), groups: names)
        config.shards[config.shard(of: "0")] = owner
        return config
    }

    private var shard: Int { ShardConfig().shard(of: "0") }

    private func append(_ value: String, _ sequence: Int) -> ShardStore.Command {
        .client(ClientRequest(client: 1, sequence: sequence, command: .append(key: "0", value: value)))
    }

    private func read(_ store: inout ShardStore) -> String? {
        let get = ClientRequest(client: 2, sequence: 1, command: KeyValueStore.Command.get(key: "0"))
        return if case .value(let value) = store.apply(.client(get)) { value } else { nil }
    }

    func testAMigration() throws {
        var (giver, taker) = (ShardStore(group: 100), ShardStore(group: 101))
        XCTAssertNil(read(&giver))
        for number in [1, 2] {
            _ = giver.apply(.configure(config(number, owner: number == 1 ? 100 : 101)))
            _ = taker.apply(.configure(config(number, owner: number == 1 ? 100 : 101)))
            if number == 1 { _ = giver.apply(append("a", 1)) }
        }
        XCTAssertNil(read(&giver))
        XCTAssertNil(read(&taker))
        XCTAssertFalse(taker.isComplete)

        let departure = try XCTUnwrap(giver.departures[shard])
        XCTAssertEqual(departure.servers, ["S101.0"])
        let install = ShardStore.Command.install(shard: shard, configuration: 2, contents: departure.contents)
        XCTAssertNil(taker.earlierResponse(to: install))
        _ = taker.apply(install)
        XCTAssertNotNil(taker.earlierResponse(to: install))
        XCTAssertEqual(taker.served, [shard])
        // The command that the giver executed comes again.
        _ = taker.apply(append("a", 1))
        _ = taker.apply(append("b", 2))
        XCTAssertEqual(read(&taker), "ab")
        // And so does the shard as it was.
        _ = taker.apply(install)
        XCTAssertEqual(read(&taker), "ab")

        _ = giver.apply(.forget(shard: shard, configuration: 1))
        XCTAssertNotNil(giver.departures[shard])
        _ = giver.apply(.forget(shard: shard, configuration: 2))
        XCTAssertNil(giver.departures[shard])
    }

    func testConfigurationsComeOneByOne() {
        var store = ShardStore(group: 101)
        _ = store.apply(.configure(config(2, owner: 101)))
        XCTAssertEqual(store.configuration.number, 0)
        _ = store.apply(.configure(config(1, owner: 100)))
        _ = store.apply(.configure(config(2, owner: 101)))
        XCTAssertEqual(store.configuration.number, 2)
        // The shard has not arrived.
        _ = store.apply(.configure(config(3, owner: 100)))
        XCTAssertEqual(store.configuration.number, 2)
    }

    func testAShardOfNobodyStaysWithWhoHadIt() {
        var store = ShardStore(group: 100)
        _ = store.apply(.configure(config(1, owner: 100)))
        _ = store.apply(append("a", 1))
        _ = store.apply(.configure(config(2, owner: ShardConfig.nobody)))
        XCTAssertNil(read(&store))
        XCTAssertTrue(store.departures.isEmpty)
        _ = store.apply(.configure(config(3, owner: 100)))
        XCTAssertEqual(read(&store), "a")
    }

    func testASnapshotHoldsTheMigration() throws {
        var store = ShardStore(group: 100)
        _ = store.apply(.configure(config(1, owner: 100)))
        _ = store.apply(append("a", 1))
        _ = store.apply(.configure(config(2, owner: 101)))
        let bytes = try WireEncoder().encode(store)
        let restored = try WireDecoder().decode(ShardStore.self, from: bytes)
        XCTAssertEqual(restored.configuration, store.configuration)
        XCTAssertEqual(restored.served, store.served)
        XCTAssertEqual(Array(restored.departures.keys), [shard])
    }
}
