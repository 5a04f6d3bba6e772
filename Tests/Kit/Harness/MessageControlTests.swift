import LabKit
import XCTest

@testable import Harness

/// Messages that a test picks by sender, receiver, type and contents.
final class MessageControlTests: XCTestCase {
    func testMessagesArePickedByContents() {
        run { echo in
            echo.world.messages.drop(.requests(Echo.self) { $0.number == 2 })
            let numbers = await echo.ask([1, 2, 3], at: 1)
            XCTAssertEqual(numbers, [1, nil, 3])
        }
    }

    func testRepliesArePickedByBothContents() {
        run { echo in
            let rule = echo.world.messages.drop(.replies(to: Echo.self) { $0.number > 1 && $1.number < 3 })
            let numbers = await echo.ask([1, 2, 3], at: 1)
            XCTAssertEqual(numbers, [1, nil, 3])
            XCTAssertEqual(rule.count, 1)
            XCTAssertEqual(echo.heard, [1, 2, 3])
        }
    }

    func testMessagesArePickedBySenderReceiverAndType() {
        run { echo in
            let messages = echo.world.messages
            messages.drop(.requests(Echo.self, from: [1]))
            messages.drop(.requests(Echo.self, to: [0, 2]))
            messages.drop(.replies(to: Echo.self, from: [0]))
            messages.drop(.replies(to: Echo.self, to: [1]))
            messages.drop(.requests(Shout.self))
            let numbers = await echo.ask([1], at: 1)
            XCTAssertEqual(numbers, [1])
            messages.drop(.requests(Echo.self, from: [0], to: [1]))
            let lost = await echo.ask([1], at: 1)
            XCTAssertEqual(lost, [nil])
        }
    }

    func testHeldMessagesAreReleasedInTheirOrder() {
        run { echo in
            let rule = echo.world.messages.hold(.requests(Echo.self))
            async let numbers = echo.askAtOnce([1, 2, 3, 4], at: 1)
            try await echo.world.sleep(for: .seconds(1))
            XCTAssertEqual(rule.heldCount, 4)
            rule.release(1)
            rule.lose(1)
            try await echo.world.sleep(for: .seconds(1))
            XCTAssertEqual(echo.heard.count, 1)
            rule.end()
            XCTAssertEqual(rule.heldCount, 0)
            let answered = await numbers.compactMap { $0 }
            XCTAssertEqual(answered.count, 3)
            let more = await echo.ask([5], at: 1)
            XCTAssertEqual(more, [5])
        }
    }

    func testTheNewestRuleDecides() {
        run { echo in
            let messages = echo.world.messages
            let older = messages.drop(.requests(Echo.self))
            let newer = messages.delay(.requests(Echo.self) { $0.number == 1 }, by: .seconds(1))
            let numbers = await echo.ask([1, 2], at: 1)
            XCTAssertEqual(numbers, [1, nil])
            XCTAssertGreaterThan(echo.world.seconds, 1)
            newer.end()
            let counter = messages.count(.requests(Echo.self))
            let without = await echo.ask([1], at: 1)
            XCTAssertEqual(without, [nil])
            XCTAssertEqual([older.count, newer.count, counter.count], [3, 1, 1])
        }
    }

    func testRequestsAreRepeated() {
        run { echo in
            echo.world.messages.repeat(.requests(Echo.self), times: 2)
            let numbers = await echo.ask([1], at: 1)
            XCTAssertEqual(numbers, [1])
            try await echo.world.sleep(for: .seconds(1))
            XCTAssertEqual(echo.heard, [1, 1, 1])
            echo.world.messages.endAll()
            _ = await echo.ask([2], at: 1)
            XCTAssertEqual(echo.heard, [1, 1, 1, 2])
        }
    }

    private func run(_ body: @escaping @Sendable (EchoServers) async throws -> Void) {
        let world = World(seed: 1, timeLimit: .seconds(60))
        let echo = EchoServers(in: world)
        let failure = world.run {
            echo.start()
            try await body(echo)
        }
        XCTAssertNil(failure)
    }
}

private struct Echo: RPC {
    var number: Int
    struct Reply: Codable, Sendable { var number: Int }
}

private struct Shout: RPC {
    var number: Int
    typealias Reply = Echo.Reply
}

/// Two machines: the second answers what the first asks.
private final class EchoServers: @unchecked Sendable {
    // @unchecked: used on the run's thread only.
    let world: World
    private(set) var heard: [Int] = []
    private var node: Node!

    init(in world: World) {
        self.world = world
        for name in ["S0", "S1"] { _ = world.addMachine(name, isServer: true) }
    }

    func start() {
        node = Node(platform: world.boot(0, disk: SimulatedDisk()))
        let server = Node(platform: world.boot(1, disk: SimulatedDisk()))
        server.serve(Echo.self, isolation: nil) { [weak self] request in
            self?.heard.append(request.number)
            return Echo.Reply(number: request.number)
        }
    }

    func ask(_ numbers: [Int], at server: Int) async -> [Int?] {
        var answers: [Int?] = []
        for number in numbers { answers.append(await answer(number, server)) }
        return answers
    }

    func askAtOnce(_ numbers: [Int], at server: Int) async -> [Int?] {
        await withTaskGroup(of: Int?.self) { group in
            for number in numbers { group.addTask { await self.answer(number, server) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func answer(_ number: Int, _ server: Int) async -> Int? {
        await Peer(from: node, to: server, name: "S\(server)").call(Echo(number: number))?.number
    }
}
