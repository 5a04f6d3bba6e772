import Simulation
import XCTest

@testable import LabRPC

/// After a run, nothing of the network is left, however many calls were under way.
final class LifetimeTests: XCTestCase {
    func testNothingOutlivesTheRun() throws {
        weak var network: Network?
        weak var server: Server?
        weak var client: Machine?
        try {
            let fixture = try Fixture.run { fixture in
                // Not the fixture itself, which holds the server.
                let clock = fixture.client
                fixture.boot(
                    1,
                    Server {
                        try? await clock.sleep(until: .zero + .seconds(1000))
                        return $0
                    })
                for _ in 0..<10 { fixture.client.spawn { _ = await fixture.call(1, timeout: .seconds(100)) } }
                fixture.client.spawn { _ = await fixture.call(42) }
                try await fixture.sleep(for: .milliseconds(500))
            }
            network = fixture.network
            server = fixture.network.host(1)?.service as? Server
            client = fixture.client
            XCTAssertNotNil(server)
        }()
        XCTAssertNil(network)
        XCTAssertNil(server)
        XCTAssertNil(client)
    }
}
