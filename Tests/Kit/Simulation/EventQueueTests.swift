import XCTest

@testable import Simulation

final class EventQueueTests: XCTestCase {
    private final class Marker: Event {
        let label: Int
        init(_ label: Int) { self.label = label }
        var machine: Machine? { nil }
        func happen() {}
    }

    private func labels(of queue: inout EventQueue) -> [Int] {
        var labels: [Int] = []
        while queue.nextTime != nil { labels.append((queue.removeFirst() as! Marker).label) }
        return labels
    }

    func testEventsComeInOrderOfTime() {
        var queue = EventQueue()
        for time in [5, 1, 4, 2, 3] { queue.insert(Marker(time), at: VirtualTime(nanoseconds: UInt64(time))) }
        XCTAssertEqual(queue.nextTime, VirtualTime(nanoseconds: 1))
        XCTAssertEqual(labels(of: &queue), [1, 2, 3, 4, 5])
        XCTAssertNil(queue.nextTime)
    }

    func testEventsOfOneTimeComeInOrderOfScheduling() {
        var queue = EventQueue()
        for label in 0..<100 { queue.insert(Marker(label), at: .zero + .seconds(1)) }
        XCTAssertEqual(labels(of: &queue), Array(0..<100))
    }

    /// Slots are used again; that must not show.
    func testMixedInsertionsAndRemovalsComeOutSorted() {
        var generator = SeededGenerator(seed: 7)
        var queue = EventQueue()
        var model: [(time: UInt64, label: Int)] = []
        for label in 0..<5000 {
            let time = generator.next(below: 50)
            queue.insert(Marker(label), at: VirtualTime(nanoseconds: time))
            model.append((time, label))
            guard generator.chance(0.6) else { continue }
            let first = model.indices.min { (model[$0].time, $0) < (model[$1].time, $1) }!
            XCTAssertEqual((queue.removeFirst() as! Marker).label, model.remove(at: first).label)
        }
        let rest = model.sorted { ($0.time, $0.label) < ($1.time, $1.label) }.map(\.label)
        XCTAssertFalse(rest.isEmpty)
        XCTAssertEqual(labels(of: &queue), rest)
    }

    func testRemovedEventsAreFreed() {
        var queue = EventQueue()
        weak var removed: Marker?
        weak var discarded: Marker?
        do {
            let markers = [Marker(1), Marker(2)]
            removed = markers[0]
            discarded = markers[1]
            for marker in markers { queue.insert(marker, at: .zero) }
            _ = queue.removeFirst()
        }
        XCTAssertNil(removed)
        XCTAssertNotNil(discarded)
        queue.removeAll()
        XCTAssertNil(discarded)
        XCTAssertNil(queue.nextTime)
    }
}
