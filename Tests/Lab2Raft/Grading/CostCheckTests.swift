import Harness
import Lab2RaftGrading
import LabKit
import XCTest

final class CostCheckTests: XCTestCase {
    func testAModestClusterPasses() {
        assertPasses(Good.self) { cluster in
            try await cluster.agree(on: "abc", servers: 3, retry: false)
            XCTAssertEqual(cluster.requestsReceived, 3)
            try cluster.expectRPCs(cluster.requestsReceived, within: 3...3, to: "copy a command")
            try cluster.expectBytes(cluster.bytesSent, within: 0...cluster.bytesSent, to: "copy a command")
        }
    }

    func testTooManyRPCs() {
        assertFails(
            Chatterbox.self, "tooManyRPCs",
            says: [
                "RPCs to stay idle for a second, 60 are allowed", "ten heartbeats a second",
                "Of the calls 900 were CopyLog; S0 made 300, S1 made 300, S2 made 300.",
            ]
        ) { cluster in
            try await cluster.sleep(for: .seconds(1))
            try cluster.expectRPCs(cluster.requestsReceived, within: 1...60, to: "stay idle for a second")
        }
    }

    func testTooFewRPCs() {
        assertFails(
            Good.self, "tooFewRPCs",
            says: ["the cluster used 0 RPCs to elect a leader", "fewer than 1", "only through messages"]
        ) { cluster in
            try cluster.expectRPCs(cluster.requestsReceived, within: 1...30, to: "elect a leader")
        }
    }

    func testTooFewBytes() {
        assertFails(
            Good.self, "tooFewBytes",
            says: ["bytes of traffic to replicate 10 commands", "fewer than 100000", "static variable"]
        ) { cluster in
            for number in 0..<10 { try await cluster.agree(on: "\(number)", servers: 3, retry: false) }
            try cluster.expectBytes(cluster.bytesSent, within: 100_000...200_000, to: "replicate 10 commands")
        }
    }

    func testTooManyBytes() {
        assertFails(
            Good.self, "tooManyBytes",
            says: ["bytes of traffic to replicate 10 commands, 50000 are allowed", "only once", "nextIndex"]
        ) { cluster in
            // The whole log again and again.
            for _ in 0..<10 {
                try await cluster.agree(on: cluster.randomCommand(length: 1000), servers: 3, retry: false)
            }
            try cluster.expectBytes(cluster.bytesSent, within: 0...50_000, to: "replicate 10 commands")
        }
    }
}

/// Calls everybody a hundred times a second.
private actor Chatterbox: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }

    func run() async throws {
        serveCopies()
        while true {
            for peer in site.peers { Task { _ = await peer.call(CopyLog(log: [])) } }
            try await node.clock.sleep(for: .milliseconds(10))
        }
    }
}
