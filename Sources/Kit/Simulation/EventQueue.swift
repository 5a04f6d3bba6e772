/// Something that happens at a point in virtual time: a timer that fires, a message that arrives.
public protocol Event: AnyObject {
    /// The machine on whose behalf it happens; nil for the simulation's own.
    var machine: Machine? { get }
    /// Whether it is the end of a sleep.
    var isTimer: Bool { get }
    /// Called once, at the event's time.
    func happen()
}

extension Event {
    /// Most are not.
    public var isTimer: Bool { false }
}

/// Events in order of time, and in the order they were scheduled where times are equal.
///
/// A binary heap of plain numbers; the events themselves stay put in numbered slots, so that moving through the heap
/// costs no reference counting.
struct EventQueue {
    private struct Entry {
        var time: UInt64
        var sequence: UInt64
        var slot: Int

        func isBefore(_ other: Entry) -> Bool {
            time != other.time ? time < other.time : sequence < other.sequence
        }
    }

    private var heap: [Entry] = []
    private var slots: [(any Event)?] = []
    private var freeSlots: [Int] = []
    private var scheduled: UInt64 = 0

    /// The time of the next event.
    var nextTime: VirtualTime? { heap.first.map { VirtualTime(nanoseconds: $0.time) } }

    mutating func insert(_ event: any Event, at time: VirtualTime) {
        let slot: Int
        if let free = freeSlots.popLast() {
            slot = free
            slots[slot] = event
        } else {
            slot = slots.count
            slots.append(event)
        }
        scheduled += 1
        let entry = Entry(time: time.nanoseconds, sequence: scheduled, slot: slot)
        heap.append(entry)
        siftUp(entry, from: heap.count - 1)
    }

    /// Takes out the next event.
    mutating func removeFirst() -> any Event {
        let first = heap[0]
        let last = heap.removeLast()
        if !heap.isEmpty { siftDown(last) }
        let event = slots[first.slot]!
        slots[first.slot] = nil
        freeSlots.append(first.slot)
        return event
    }

    /// The first time, within bounds, of the events that a condition is true of; nil if there is none.
    func firstTime(in bounds: ClosedRange<UInt64>, where condition: (any Event) -> Bool) -> VirtualTime? {
        let times = heap.filter { entry in
            bounds.contains(entry.time) && slots[entry.slot].map(condition) == true
        }
        return times.map(\.time).min().map { VirtualTime(nanoseconds: $0) }
    }

    mutating func removeAll() {
        self = EventQueue()
    }

    private mutating func siftUp(_ entry: Entry, from start: Int) {
        var hole = start
        while hole > 0 {
            let parent = (hole - 1) / 2
            guard entry.isBefore(heap[parent]) else { break }
            heap[hole] = heap[parent]
            hole = parent
        }
        heap[hole] = entry
    }

    private mutating func siftDown(_ entry: Entry) {
        var hole = 0
        while true {
            var child = 2 * hole + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
            guard heap[child].isBefore(entry) else { break }
            heap[hole] = heap[child]
            hole = child
        }
        heap[hole] = entry
    }
}
