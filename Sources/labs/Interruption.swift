import Foundation
import Synchronization

/// Ctrl-C, or a polite request to end: noted, so that what is known by then is still told. Programs that this one starts
/// have process groups of their own, so the terminal's Ctrl-C doesn't reach them; who waits for one ends it.
enum Interruption {
    /// Thrown where work was given up.
    struct Notice: Error {}

    private static let isRequested = Atomic(false)

    /// From now on such a request doesn't end this process.
    static func watch() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in Interruption.isRequested.store(true, ordering: .sequentiallyConsistent) }
        }
    }

    /// Whether there was such a request.
    static var isAsked: Bool { isRequested.load(ordering: .sequentiallyConsistent) }

    /// - Throws: `Notice` if there was such a request.
    static func check() throws {
        if isAsked { throw Notice() }
    }

    /// Waits until a program that was started has ended.
    /// - Throws: `Notice` if there was a request to end; then the program is ended.
    static func wait(for process: Process) throws {
        while process.isRunning {
            do { try check() } catch {
                process.interrupt()
                process.waitUntilExit()
                throw error
            }
            usleep(20_000)
        }
        try check()
    }
}
