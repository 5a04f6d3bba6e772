import Foundation

/// A program that runs while this one writes to it and reads from it: it gets an order on descriptor 3, and writes lines to
/// descriptor 4. Its standard output goes nowhere.
package struct Conversation {
    /// How it came to an end.
    package struct Outcome: Sendable {
        package let ending: ChildProcess.Ending
        /// Why it was ended; nil if it ended by itself.
        package let reason: Reason?
        /// The last that it wrote to its standard error stream.
        package let lastWords: String
        package let peakMegabytes: Int
        package let processorSeconds: Double
    }

    /// Why a program was ended.
    package enum Reason: Sendable {
        /// It reported nothing of worth for too long.
        case silent
        /// The time for all was over.
        case late
        /// It wrote more than anybody will read.
        case flooded
        /// Whoever wanted it doesn't any more.
        case givenUp
    }

    /// The longest line that is read.
    private static let lineLimit = 65_536
    private static let lastWordsLimit = 4096

    private let child: ChildProcess
    /// The most bytes of all lines: a megabyte, and 5 kB for each run, of which the order has 20 bytes.
    private let limit: Int
    private var order: Descriptor?
    private let report: Descriptor
    private let errors: Descriptor
    private var unwritten: ArraySlice<UInt8>
    private var line: [UInt8] = []
    private var lineIsTooLong = false
    private var bytes = 0
    private var lastWords: [UInt8] = []

    /// Starts a program.
    /// - Parameters:
    ///   - words: the program and its arguments.
    ///   - environment: all variables that it gets.
    ///   - order: what it finds on descriptor 3.
    /// - Throws: `ChildProcess.Problem`.
    package init(_ words: [String], environment: [String: String], order: Data) throws {
        // Who writes to a program that doesn't read is told so, and not ended.
        signal(SIGPIPE, SIG_IGN)
        let (nothing, orders, reports, errors) = (
            try Descriptor.nothing(), try Descriptor.pipe(), try Descriptor.pipe(), try Descriptor.pipe()
        )
        for end in [orders.write, reports.read, errors.read] { end.neverWaits() }
        // A run without privileges opens it anew, by its name in /proc.
        fchmod(reports.write.number, 0o666)
        child = try ChildProcess(
            words, environment: environment,
            descriptors: [nothing, nothing, errors.write, orders.read, reports.write].map(\.number))
        self.order = orders.write
        report = reports.read
        self.errors = errors.read
        unwritten = ArraySlice(order)
        limit = 1 << 20 + 256 * order.count
    }

    /// Talks until it ends, or is ended.
    /// - Parameters:
    ///   - patience: how long it may be silent.
    ///   - deadline: when it must be over.
    ///   - isGivenUp: whether nobody wants it any more.
    ///   - take: is given each line; returns whether it was worth anything.
    package mutating func finish(
        patience: Duration, deadline: ContinuousClock.Instant, isGivenUp: () -> Bool, take: (Data?) -> Bool
    ) -> Outcome {
        var heard = ContinuousClock.now
        var reason: Reason?
        while true {
            // Asked before the pipes are, so that what it wrote last is read.
            let isOver = child.hasEnded()
            if exchange(waiting: isOver ? 0 : 50, take) { heard = .now }
            if isOver { break }
            let now = ContinuousClock.now
            reason =
                if isGivenUp() { .givenUp } else if now > deadline { .late } else if now - heard > patience {
                    .silent
                } else if bytes > limit { .flooded } else { nil }
            if reason != nil {
                child.kill()
                break
            }
        }
        child.killSession()
        return Outcome(
            ending: child.ending ?? .status(0), reason: reason, lastWords: String(decoding: lastWords, as: UTF8.self),
            peakMegabytes: child.peakMegabytes, processorSeconds: child.processorSeconds)
    }

    /// Writes and reads what goes without waiting longer than some milliseconds.
    /// - Returns: whether a line was worth anything.
    private mutating func exchange(waiting milliseconds: Int32, _ take: (Data?) -> Bool) -> Bool {
        var requests = [
            pollfd(fd: report.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: order?.number ?? -1, events: Int16(POLLOUT), revents: 0),
        ]
        poll(&requests, 3, milliseconds)
        if requests[2].revents != 0 { writeOrder() }
        lastWords = (lastWords + errors.available(atMost: 1 << 20)).suffix(Self.lastWordsLimit)
        let read = report.available(atMost: 1 << 20)
        // A pipe whose writers are gone is always ready.
        if read.isEmpty, requests[0].revents & Int16(POLLHUP) != 0 { usleep(UInt32(milliseconds) * 200) }
        bytes += read.count
        return split(read, take)
    }

    private mutating func writeOrder() {
        guard let order else { return }
        let count = unwritten.withUnsafeBytes { write(order.number, $0.baseAddress, $0.count) }
        if count > 0 { unwritten = unwritten.dropFirst(count) }
        // All is written, or nobody reads.
        if unwritten.isEmpty || (count < 0 && errno != EAGAIN && errno != EINTR) { self.order = nil }
    }

    private mutating func split(_ read: [UInt8], _ take: (Data?) -> Bool) -> Bool {
        var isWorthy = false
        for byte in read {
            if byte == UInt8(ascii: "\n") {
                if lineIsTooLong || !line.isEmpty, take(lineIsTooLong ? nil : Data(line)) { isWorthy = true }
                line.removeAll(keepingCapacity: true)
                lineIsTooLong = false
            } else if line.count < Self.lineLimit {
                line.append(byte)
            } else {
                lineIsTooLong = true
            }
        }
        return isWorthy
    }
}
