import LabKit
import XCTest

/// Values that can't be encoded, or not decoded again.
final class MisuseTests: XCTestCase {
    func testARequestThatTheServerCannotRead() {
        assertFails(
            AsksLopsidedly.self, "misuse", nodes: [1],
            says: ["S1 can't answer Lopsided", "Encoding and decoding must agree"]
        ) { try await $0.sleep(for: .seconds(1)) }
    }

    func testAReplyThatTheCallerCannotRead() {
        assertFails(
            AnswersLopsidedly.self, "misuse", nodes: [0],
            says: ["S0 can't call Question", "Encoding and decoding must"]
        ) { try await $0.sleep(for: .seconds(1)) }
    }

    func testARequestThatCannotBeEncoded() {
        assertFails(AsksTheImpossible.self, "misuse", nodes: [0], says: ["S0 can't call Impossible", "badLuck"]) {
            try await $0.sleep(for: .seconds(1))
        }
    }

    func testADiskThatHoldsAnotherType() {
        assertFails(
            ForgetsTheType.self, "misuse", nodes: [2], says: ["S2 can't decode what is on its disk as String"]
        ) { cluster in
            cluster.restart(2)
            try await cluster.sleep(for: .seconds(1))
        }
    }

    func testADiskWithAValueThatCannotBeEncoded() {
        assertFails(
            SavesTheImpossible.self, "misuse", nodes: [1], says: ["S1 can't encode what it saved", "badLuck"]
        ) { cluster in
            cluster.restart(1)
            try await cluster.sleep(for: .seconds(1))
        }
    }
}

/// Encodes nothing, and wants a number back.
private struct Lopsided: RPC {
    var number = 0
    typealias Reply = Lopsided
    init() {}
    init(from decoder: any Decoder) throws { number = try decoder.singleValueContainer().decode(Int.self) }
    func encode(to encoder: any Encoder) throws {}
}

private struct Question: RPC { typealias Reply = Lopsided }

/// Encodes not at all.
struct Impossible: RPC {
    struct Reply: Codable, Sendable {}
    func encode(to encoder: any Encoder) throws { throw Misfortune.badLuck }
}

private actor AsksLopsidedly: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func run() async throws {
        node.serve(Lopsided.self) { $0 }
        if site.me == 0 { _ = await site.peers[1].call(Lopsided()) }
    }
}

private actor AnswersLopsidedly: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func run() async throws {
        node.serve(Question.self) { _ in Lopsided() }
        if site.me == 0 { _ = await site.peers[1].call(Question()) }
    }
}

private actor AsksTheImpossible: Stub {
    let site: Site
    init(_ site: Site) { self.site = site }
    func run() async throws { if site.me == 0 { _ = await site.peers[1].call(Impossible()) } }
}

private actor ForgetsTheType: Stub {
    let site: Site
    init(_ site: Site) {
        self.site = site
        _ = site.node.disk.load(String.self)
        site.node.disk.save(3.5)
    }
}

private actor SavesTheImpossible: Stub {
    let site: Site
    init(_ site: Site) {
        self.site = site
        _ = site.node.disk.load(Impossible.self)
        site.node.disk.save(Impossible())
    }
}
