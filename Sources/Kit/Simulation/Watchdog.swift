import Foundation
import Synchronization

/// Notices, in real time, that a run's thread is blocked: a semaphore, a lock, a real sleep or an endless loop without
/// an `await`. Such a thread can't be freed, so the process ends after saying why. The watchdog decides nothing else.
public enum Watchdog {
    /// Real seconds that a single step may take, unless somebody sets `patience`.
    public static let defaultPatience = 10

    /// Real seconds that a single step may take.
    public static var patience: Int {
        get { seconds.load(ordering: .relaxed) }
        set { seconds.store(newValue, ordering: .relaxed) }
    }

    private static let seconds = Atomic<Int>(defaultPatience)
    private static let beats = Atomic<UInt64>(0)
    private static let currentMachine = Atomic<Int>(-1)
    private static let isWatching = Atomic<Bool>(false)
    private static let alarm = Mutex<(@Sendable (_ machine: Int?) -> Void)?>(nil)

    /// Sets what is called, on the watchdog's thread, when a step has taken longer than `patience`. It should report;
    /// the process ends with status 70 when it returns.
    /// - Parameter report: receives the number of the machine whose code is blocked; nil for the test's own.
    public static func onAlarm(_ report: @escaping @Sendable (_ machine: Int?) -> Void) {
        alarm.withLock { $0 = report }
    }

    @inline(__always)
    static func beat(machine: Int) {
        beats.store(beats.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
        currentMachine.store(machine, ordering: .relaxed)
    }

    static func runDidBegin() {
        startOnce
        isWatching.store(true, ordering: .relaxed)
    }

    static func runDidEnd() {
        beats.store(beats.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
        isWatching.store(false, ordering: .relaxed)
    }

    /// Starts the watching thread, one in a process.
    private static let startOnce: Void = Thread.detachNewThread { watch() }

    private static func watch() {
        var lastBeat = beats.load(ordering: .relaxed)
        var secondsWithoutBeat = 0
        while true {
            Thread.sleep(forTimeInterval: 1)
            let beat = beats.load(ordering: .relaxed)
            if beat != lastBeat || !isWatching.load(ordering: .relaxed) {
                lastBeat = beat
                secondsWithoutBeat = 0
                continue
            }
            secondsWithoutBeat += 1
            guard secondsWithoutBeat >= patience else { continue }
            let machine = currentMachine.load(ordering: .relaxed)
            alarm.withLock { $0 }?(machine < 0 ? nil : machine)
            fflush(nil)
            _exit(70)
        }
    }
}
