import LabRPC
import Simulation
import XCTest

/// After a run, nothing of the network is left, however many calls were under way.
final class LifetimeTests: XCTestCase {
    private final class Weak: @unchecked Sendable {
        weak var service: Server?
    }

    func testNothingOutlivesTheRun() throws {
        weak var network: Network?
        let held = Weak()
        weak var client: Machine?
        try {
            let fixture = try Fixture.run { fixture in
                // A service that holds the network, as a server's platform does.
                let service = Server {
                    try? await fixture.sleep(for: .seconds(1000))
                    return $0
                }
                held.service = service
                fixture.boot(1, service)
                for _ in 0..<10 { fixture.client.spawn { _ = await fixture.call(1, timeout: .seconds(100)) } }
                fixture.client.spawn { _ = await fixture.call(42) }
                try await fixture.sleep(for: .milliseconds(500))
            }
            network = fixture.network
            client = fixture.client
            XCTAssertNotNil(network)
        }()
        XCTAssertNil(network)
        XCTAssertNil(held.service)
        XCTAssertNil(client)
    }
}
