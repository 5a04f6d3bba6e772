import Foundation

/// Says now and then how far a test is, if it takes real seconds. It goes to the standard error stream: on a terminal into
/// one line that changes, else as a line every ten seconds.
struct Progress {
    private let name: String
    private let seeds: Int
    private let start = ContinuousClock.now
    private var count = 0
    private var last: ContinuousClock.Instant
    private var isShown = false

    private static let isOnTerminal = isatty(STDERR_FILENO) == 1
    /// How long a test must take before anybody wants to know.
    private static let patience = isOnTerminal ? Duration.seconds(2) : .seconds(10)
    private static let interval = isOnTerminal ? Duration.milliseconds(250) : .seconds(10)

    package init(of test: String, seeds: Int) {
        name = test.split(separator: "/").last.map(String.init) ?? test
        self.seeds = seeds
        last = start
    }

    /// The run of a seed is about to begin.
    mutating func willRun(_ seed: UInt64) {
        count += 1
        let now = ContinuousClock.now
        guard now - start >= Self.patience, now - last >= Self.interval else { return }
        last = now
        isShown = true
        let seconds = (now - start) / .seconds(1)
        let text = "\(name): seed \(LabEnvironment.name(ofSeed: seed)), \(count) of \(seeds), after \(Int(seconds)) s"
        Self.write(Self.isOnTerminal ? "\r\(text)\u{1b}[K" : text + "\n")
    }

    /// The test is over; a line that changed goes away.
    package func end() {
        if isShown, Self.isOnTerminal { Self.write("\r\u{1b}[K") }
    }

    private static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
