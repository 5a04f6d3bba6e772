import Foundation

/// A file descriptor, closed when nobody uses it any more.
final class Descriptor: Sendable {
    let number: Int32

    private init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Both ends of a new pipe. This process never waits at the end that it keeps.
    static func pipe() throws -> (read: Descriptor, write: Descriptor) {
        var ends: [Int32] = [0, 0]
        guard Foundation.pipe(&ends) == 0 else { throw ChildProcess.Problem(sentence: "there are no more pipes.") }
        return (Descriptor(ends[0]), Descriptor(ends[1]))
    }

    /// What reads as nothing and keeps nothing.
    static func nothing() throws -> Descriptor {
        let number = open("/dev/null", O_RDWR)
        guard number >= 0 else { throw ChildProcess.Problem(sentence: "/dev/null can't be opened.") }
        return Descriptor(number)
    }

    /// From now on reading and writing return at once.
    func neverWaits() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }

    /// What can be read without waiting.
    func available(atMost limit: Int) -> [UInt8] {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while result.count < limit {
            let count = read(number, &buffer, buffer.count)
            guard count > 0 else { break }
            result += buffer[..<count]
        }
        return result
    }
}
